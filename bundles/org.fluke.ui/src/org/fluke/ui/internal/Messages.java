// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.internal;

import org.eclipse.osgi.util.NLS;

/** What users read; see messages.properties. */
public final class Messages extends NLS {

	private static final String BUNDLE_NAME = "org.fluke.ui.internal.messages"; //$NON-NLS-1$

	// CHECKSTYLE:OFF one name per sentence
	public static String ApplyEditHandler_name;
	public static String FrameView_groupCpu;
	public static String FrameView_groupException;
	public static String FrameView_groupLinks;
	public static String FrameView_groupPseudo;
	public static String FrameView_groupServer;
	public static String FrameView_groupThread;
	public static String FrameView_meaning;
	public static String FrameView_noThread;
	public static String FrameView_null;
	public static String FrameView_problem;
	public static String FrameView_threadGone;
	public static String FrameView_title;
	public static String FrameView_titleCause;
	public static String FrameView_tree;
	public static String FrameView_value;
	public static String FrameView_waiting;
	public static String FrameView_was;
	public static String FrameView_word;
	public static String KernelModelPresentation_cause;
	public static String KernelModelPresentation_ended;
	public static String KernelModelPresentation_thread;
	public static String KernelTab_browse;
	public static String KernelTab_browseMessage;
	public static String KernelTab_commandLine;
	public static String KernelTab_commandLineMessage;
	public static String KernelTab_configuration;
	public static String KernelTab_configurationItem;
	public static String KernelTab_copy;
	public static String KernelTab_deterministic;
	public static String KernelTab_deterministicTip;
	public static String KernelTab_folder;
	public static String KernelTab_folderMissing;
	public static String KernelTab_hold;
	public static String KernelTab_kernel;
	public static String KernelTab_machine;
	public static String KernelTab_memory;
	public static String KernelTab_name;
	public static String KernelTab_scenario;
	public static String KernelTab_scenarioGroup;
	public static String KernelTab_scenarioTip;
	public static String KernelTab_shipped;
	public static String KernelTab_showCommandLine;
	public static String KernelView_disconnected;
	public static String KernelView_live;
	public static String KernelView_noKernel;
	public static String KernelView_offer;
	public static String KernelView_onDemand;
	public static String KernelView_stamp;
	public static String PseudoRegistersView_completed;
	public static String PseudoRegistersView_entry;
	public static String PseudoRegistersView_entryTip;
	public static String PseudoRegistersView_meaning;
	public static String PseudoRegistersView_none;
	public static String PseudoRegistersView_register;
	public static String PseudoRegistersView_table;
	public static String PseudoRegistersView_userCode;
	public static String PseudoRegistersView_value;
	public static String RefreshHandler_name;
	public static String ResumeHandler_name;
	public static String RunDemoHandler_cancelled;
	public static String RunDemoHandler_name;
	public static String RunToFaultHandler_name;
	public static String RunToFaultHandler_noCause;
	public static String StepHandler_name;
	public static String StopHandler_name;
	public static String ThreadHandler_noThread;
	public static String ThreadsView_cause;
	public static String ThreadsView_entry;
	public static String ThreadsView_filter;
	public static String ThreadsView_free;
	public static String ThreadsView_left;
	public static String ThreadsView_name;
	public static String ThreadsView_noThreads;
	public static String ThreadsView_progress;
	public static String ThreadsView_space;
	public static String ThreadsView_state;
	public static String ThreadsView_table;
	public static String ThreadsView_waitsFor;
	public static String WordEditing_unchanged;
	public static String WordEditing_wrong;
	// CHECKSTYLE:ON

	static {
		NLS.initializeMessages(BUNDLE_NAME, Messages.class);
	}

	private Messages() {
	}
}
