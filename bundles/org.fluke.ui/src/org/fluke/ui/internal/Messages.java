// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.internal;

import org.eclipse.osgi.util.NLS;

/** What users read; see messages.properties. */
public final class Messages extends NLS {

	private static final String BUNDLE_NAME = "org.fluke.ui.internal.messages"; //$NON-NLS-1$

	// CHECKSTYLE:OFF one name per sentence
	public static String ApplyEditHandler_name;
	public static String AttachCdtHandler_name;
	public static String BuildConsole_name;
	public static String EnvironmentPage_checking;
	public static String EnvironmentPage_copy;
	public static String EnvironmentPage_description;
	public static String EnvironmentPage_fix;
	public static String EnvironmentPage_fixItem;
	public static String EnvironmentPage_good;
	public static String EnvironmentPage_job;
	public static String EnvironmentPage_make;
	public static String EnvironmentPage_missing;
	public static String EnvironmentPage_program;
	public static String EnvironmentPage_purpose;
	public static String EnvironmentPage_qemu;
	public static String EnvironmentPage_recheck;
	public static String EnvironmentPage_status;
	public static String EnvironmentPage_table;
	public static String EnvironmentPage_unfit;
	public static String EnvironmentPage_version;
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
	public static String KernelPropertyPage_closed;
	public static String KernelPropertyPage_command;
	public static String KernelPropertyPage_make;
	public static String KernelPropertyPage_options;
	public static String KernelPropertyPage_optionsTip;
	public static String KernelPropertyPage_saving;
	public static String KernelTab_arguments;
	public static String KernelTab_argumentsTip;
	public static String KernelTab_browse;
	public static String KernelTab_browseMessage;
	public static String KernelTab_configuration;
	public static String KernelTab_configurationItem;
	public static String KernelTab_deterministicTip;
	public static String KernelTab_folder;
	public static String KernelTab_folderMissing;
	public static String KernelTab_hold;
	public static String KernelTab_kernel;
	public static String KernelTab_machine;
	public static String KernelTab_memory;
	public static String KernelTab_name;
	public static String KernelTab_noCdt;
	public static String KernelTab_noProjects;
	public static String KernelTab_noProjectsConfiguration;
	public static String KernelTab_project;
	public static String KernelTab_projectMissing;
	public static String KernelTab_projectsConfiguration;
	public static String KernelTab_scenario;
	public static String KernelTab_scenarioGroup;
	public static String KernelTab_scenarioTip;
	public static String KernelTab_shipped;
	public static String KernelTab_source;
	public static String KernelTab_sourceGroup;
	public static String KernelTab_sourceTip;
	public static String KernelTab_stopAt;
	public static String KernelTab_stopAtMessage;
	public static String KernelView_disconnected;
	public static String KernelView_live;
	public static String KernelView_noKernel;
	public static String KernelView_offer;
	public static String KernelView_onDemand;
	public static String KernelView_stamp;
	public static String MachineTab_arguments;
	public static String MachineTab_clock;
	public static String MachineTab_deterministic;
	public static String MachineTab_doorMessage;
	public static String MachineTab_doorTip;
	public static String MachineTab_doors;
	public static String MachineTab_gdb;
	public static String MachineTab_live;
	public static String MachineTab_notDeterministic;
	public static String MachineTab_paused;
	public static String MachineTab_processors;
	public static String MachineTab_processorsTip;
	public static String NewKernelProjectPage_configuration;
	public static String NewKernelProjectPage_copy;
	public static String NewKernelProjectPage_description;
	public static String NewKernelProjectPage_existing;
	public static String NewKernelProjectPage_exists;
	public static String NewKernelProjectPage_folderExists;
	public static String NewKernelProjectPage_name;
	public static String NewKernelProjectPage_noKernel;
	public static String NewKernelProjectPage_noName;
	public static String NewKernelProjectPage_sources;
	public static String NewKernelProjectPage_title;
	public static String NewKernelProjectWizard_failed;
	public static String NewKernelProjectWizard_window;
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
