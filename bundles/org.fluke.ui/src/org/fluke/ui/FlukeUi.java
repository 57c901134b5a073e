// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui;

import org.eclipse.core.runtime.ILog;

/** Identifiers of this bundle. */
public final class FlukeUi {

	/** Symbolic name of this bundle. */
	public static final String PLUGIN_ID = "org.fluke.ui"; //$NON-NLS-1$

	/** The Fluke perspective. */
	public static final String PERSPECTIVE = "org.fluke.ui.perspective"; //$NON-NLS-1$

	/** The Threads view. */
	public static final String THREADS_VIEW = "org.fluke.ui.views.threads"; //$NON-NLS-1$

	/** The Frame view. */
	public static final String FRAME_VIEW = "org.fluke.ui.views.frame"; //$NON-NLS-1$

	/** The Pseudo-Registers view. */
	public static final String PSEUDO_VIEW = "org.fluke.ui.views.pseudo"; //$NON-NLS-1$

	/** The Kernel Objects view. */
	public static final String OBJECTS_VIEW = "org.fluke.ui.views.objects"; //$NON-NLS-1$

	/** The Wait-For view. */
	public static final String WAIT_FOR_VIEW = "org.fluke.ui.views.waitFor"; //$NON-NLS-1$

	/** The Restart Points view. */
	public static final String RESTART_POINTS_VIEW = "org.fluke.ui.views.restartPoints"; //$NON-NLS-1$

	/** The Entry Points view. */
	public static final String ENTRY_POINTS_VIEW = "org.fluke.ui.views.entryPoints"; //$NON-NLS-1$

	/** Key binding context of the views that show a frame, within {@link #CONTEXT}. */
	public static final String FRAME_CONTEXT = "org.fluke.ui.frameContext"; //$NON-NLS-1$

	/** Key binding context of all views. */
	public static final String CONTEXT = "org.fluke.ui.context"; //$NON-NLS-1$

	/** Command: run the demo. */
	public static final String RUN_DEMO = "org.fluke.ui.commands.runDemo"; //$NON-NLS-1$

	/** Command: let the selected thread go on. */
	public static final String RESUME = "org.fluke.ui.commands.resume"; //$NON-NLS-1$

	/** Command: stop the selected thread at its restart point. */
	public static final String STOP = "org.fluke.ui.commands.stop"; //$NON-NLS-1$

	/** Command: run the selected thread to its next restart point. */
	public static final String STEP = "org.fluke.ui.commands.step"; //$NON-NLS-1$

	/** Command: run the selected thread until it faults, or until another cause. */
	public static final String RUN_TO_FAULT = "org.fluke.ui.commands.runToFault"; //$NON-NLS-1$

	/** Parameter of {@link #RUN_TO_FAULT}: name of the cause. */
	public static final String RUN_TO_FAULT_CAUSE = "org.fluke.ui.commands.runToFault.cause"; //$NON-NLS-1$

	/** Command: interrupt the selected thread. */
	public static final String INTERRUPT = "org.fluke.ui.commands.interrupt"; //$NON-NLS-1$

	/** Command: destroy the selected thread. */
	public static final String DESTROY = "org.fluke.ui.commands.destroy"; //$NON-NLS-1$

	/** Command: create the selected thread, which was destroyed, from its last frame. */
	public static final String RECREATE = "org.fluke.ui.commands.recreate"; //$NON-NLS-1$

	/** Command: run the selected thread to an entry point. */
	public static final String RUN_TO_ENTRY = "org.fluke.ui.commands.runToEntry"; //$NON-NLS-1$

	/** Parameter of {@link #RUN_TO_ENTRY}: name of the entry point; without it the user is asked. */
	public static final String RUN_TO_ENTRY_NAME = "org.fluke.ui.commands.runToEntry.name"; //$NON-NLS-1$

	/** Command: add a breakpoint on an entry point. */
	public static final String BREAK_ON_ENTRY = "org.fluke.ui.commands.breakOnEntry"; //$NON-NLS-1$

	/** Parameter of {@link #BREAK_ON_ENTRY}: name of the entry point; without it the user is asked. */
	public static final String BREAK_ON_ENTRY_NAME = "org.fluke.ui.commands.breakOnEntry.name"; //$NON-NLS-1$

	/** Parameter of {@link #BREAK_ON_ENTRY}: {@code thread}, {@code space} or {@code all}. */
	public static final String BREAK_ON_ENTRY_SCOPE = "org.fluke.ui.commands.breakOnEntry.scope"; //$NON-NLS-1$

	/** Command: restart the kernel, and keep the rest. */
	public static final String RESTART = "org.fluke.ui.commands.restart"; //$NON-NLS-1$

	/** Command: keep the selected thread's frame in memory. */
	public static final String KEEP_FRAME = "org.fluke.ui.commands.keepFrame"; //$NON-NLS-1$

	/** Command: create a thread from a frame that was kept. */
	public static final String RESTORE_FRAME = "org.fluke.ui.commands.restoreFrame"; //$NON-NLS-1$

	/** Command: apply the pending edit of the selected thread's frame. */
	public static final String APPLY = "org.fluke.ui.commands.applyEdit"; //$NON-NLS-1$

	/** Command: discard the pending edit of the selected thread's frame. */
	public static final String DISCARD = "org.fluke.ui.commands.discardEdit"; //$NON-NLS-1$

	/** Command: fetch a snapshot now. */
	public static final String REFRESH = "org.fluke.ui.commands.refresh"; //$NON-NLS-1$

	/** Wizard: a new kernel project. */
	public static final String NEW_PROJECT_WIZARD = "org.fluke.ui.wizards.newKernelProject"; //$NON-NLS-1$

	/** Preference page: the programs that kernels need. */
	public static final String ENVIRONMENT_PAGE = "org.fluke.ui.preferences.environment"; //$NON-NLS-1$

	/** Property page: how a project's kernel is built. */
	public static final String PROJECT_PROPERTIES = "org.fluke.ui.properties.kernelProject"; //$NON-NLS-1$

	/** Help context of the wizard for kernel projects. */
	public static final String HELP_NEW_PROJECT = "org.fluke.ui.new_kernel_project"; //$NON-NLS-1$

	/** Help context of the property page of kernel projects. */
	public static final String HELP_PROJECT_PROPERTIES = "org.fluke.ui.kernel_project_properties"; //$NON-NLS-1$

	/** Help context of the preference page about tools. */
	public static final String HELP_ENVIRONMENT = "org.fluke.ui.environment_preferences"; //$NON-NLS-1$

	/** Help context of the kernel's page of launch configurations. */
	public static final String HELP_KERNEL_TAB = "org.fluke.ui.launch_kernel_tab"; //$NON-NLS-1$

	/** Help context of the machine's page of launch configurations. */
	public static final String HELP_MACHINE_TAB = "org.fluke.ui.launch_machine_tab"; //$NON-NLS-1$
	/** Command: show an object in the Kernel Objects view, that for which the selected thread waits if no other is said. */
	public static final String SHOW_OBJECT = "org.fluke.ui.commands.showObject"; //$NON-NLS-1$

	/** Parameter of {@link #SHOW_OBJECT}: id of the object. */
	public static final String SHOW_OBJECT_ID = "org.fluke.ui.commands.showObject.id"; //$NON-NLS-1$

	/** Command: show an entry point in the Entry Points view, that of the selected thread if no other is said. */
	public static final String SHOW_ENTRY_POINT = "org.fluke.ui.commands.showEntryPoint"; //$NON-NLS-1$

	/** Parameter of {@link #SHOW_ENTRY_POINT}: name of the entry point. */
	public static final String SHOW_ENTRY_POINT_NAME = "org.fluke.ui.commands.showEntryPoint.name"; //$NON-NLS-1$

	/**
	 * The context help of a view: {@code org.fluke.ui.view_threads} and so on.
	 *
	 * @param view identifier of the view
	 * @return identifier of its help context
	 */
	public static String helpContext(String view) {
		return PLUGIN_ID + ".view_" + view.substring(view.lastIndexOf('.') + 1); //$NON-NLS-1$
	}

	/** Command: save the snapshot that the views show. */
	public static final String SAVE_SNAPSHOT = "org.fluke.ui.commands.saveSnapshot"; //$NON-NLS-1$

	/** Command: compare the snapshot in the editor with the one that the views show. */
	public static final String COMPARE_SNAPSHOT = "org.fluke.ui.commands.compareSnapshot"; //$NON-NLS-1$

	/** Command: give a live thread the frame of the one that is selected in the snapshot editor. */
	public static final String RESTORE_THREAD = "org.fluke.ui.commands.restoreThread"; //$NON-NLS-1$

	/** Help context of the editor of snapshots. */
	public static final String HELP_STATE_EDITOR = "org.fluke.ui.state_editor"; //$NON-NLS-1$

	/** Help context of the dialog that saves a snapshot. */
	public static final String HELP_SAVE_SNAPSHOT = "org.fluke.ui.save_snapshot"; //$NON-NLS-1$

	/** Help context of the preference page. */
	public static final String HELP_PREFERENCES = "org.fluke.ui.preferences"; //$NON-NLS-1$

	private FlukeUi() {
	}

	/** @return the log of this bundle */
	public static ILog log() {
		return ILog.of(FlukeUi.class);
	}
}
