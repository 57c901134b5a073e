// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.internal;

import org.eclipse.osgi.util.NLS;

/** What users read; see messages.properties. */
public final class Messages extends NLS {

	private static final String BUNDLE_NAME = "org.fluke.debug.internal.messages"; //$NON-NLS-1$

	// CHECKSTYLE:OFF one name per sentence
	public static String DemoRun_building;
	public static String DemoRun_configuration;
	public static String DemoRun_ended;
	public static String DemoRun_kernelSaid;
	public static String DemoRun_noSender;
	public static String DemoRun_noTarget;
	public static String DemoRun_running;
	public static String DemoRun_starting;
	public static String DemoRun_timeout;
	public static String DemoRun_waitingForThreads;
	public static String Environment_forBuilds;
	public static String Environment_forRunning;
	public static String Environment_forSource;
	public static String Environment_install;
	public static String KernelBreakpoints_refused;
	public static String KernelDebugTarget_connectionLost;
	public static String KernelDebugTarget_disconnected;
	public static String KernelDebugTarget_ended;
	public static String KernelDebugTarget_name;
	public static String KernelDebugTarget_panicked;
	public static String KernelDebugTarget_restarting;
	public static String KernelDebugTarget_terminating;
	public static String KernelLaunchDelegate_bootFailed;
	public static String KernelLaunchDelegate_booting;
	public static String KernelLaunchDelegate_buildFailed;
	public static String KernelLaunchDelegate_building;
	public static String KernelLaunchDelegate_connectFailed;
	public static String KernelLaunchDelegate_connecting;
	public static String KernelLaunchDelegate_name;
	public static String KernelLaunchDelegate_startFailed;
	public static String KernelLaunchDelegate_starting;
	public static String KernelLaunchDelegate_waitingForDebugger;
	public static String KernelLaunchSettings_badArguments;
	public static String KernelLaunchSettings_badConfiguration;
	public static String KernelLaunchSettings_badMemory;
	public static String KernelLaunchSettings_badScenario;
	public static String KernelLaunchSettings_badStopAt;
	public static String KernelLaunchSettings_noFolder;
	public static String KernelLaunchSettings_noProject;
	public static String KernelLaunchSettings_ofProject;
	public static String KernelProcess_label;
	public static String KernelProcess_restarted;
	public static String KernelThread_applying;
	public static String KernelThread_conflict;
	public static String KernelThread_create;
	public static String KernelThread_destroy;
	public static String KernelThread_failed;
	public static String KernelThread_gone;
	public static String KernelThread_interrupt;
	public static String KernelThread_nothingToApply;
	public static String KernelThread_resume;
	public static String KernelThread_step;
	public static String KernelThread_stop;
	public static String KernelThread_until;
	public static String MachineSettings_badDoor;
	public static String MachineSettings_badProcessors;
	public static String MachineSettings_badShift;
	public static String MachineSettings_gdb;
	public static String MachineSettings_live;
	public static String MachineSettings_sameDoor;
	public static String RestartPointFrame_completed;
	public static String RestartPointFrame_unknown;
	public static String RestartPointFrame_userCode;
	public static String RunState_runnable;
	public static String RunState_running;
	public static String RunState_sleeping;
	public static String RunState_stopped;
	public static String SnapshotService_failed;
	public static String SnapshotService_failedBecause;
	public static String SnapshotService_job;
	public static String SnapshotService_listenerFailed;
	public static String SnapshotService_noAnswer;
	public static String SnapshotService_old;
	public static String SnapshotService_restarted;
	public static String SnapshotService_waiting;
	public static String SourceDebugger_failed;
	public static String SourceDebugger_live;
	public static String SourceDebugger_noCdt;
	public static String SourceDebugger_noListener;
	public static String SourceDebugger_notInstalled;
	public static String SourceDebugger_source;
	public static String ThreadMemory_badExpression;
	public static String ThreadMemoryBlock_name;
	// CHECKSTYLE:ON

	static {
		NLS.initializeMessages(BUNDLE_NAME, Messages.class);
	}

	private Messages() {
	}
}
