// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.cdt;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.eclipse.cdt.dsf.concurrent.ConfinedToDsfExecutor;
import org.eclipse.cdt.dsf.concurrent.DataRequestMonitor;
import org.eclipse.cdt.dsf.datamodel.DMContexts;
import org.eclipse.cdt.dsf.datamodel.IDMContext;
import org.eclipse.cdt.dsf.debug.service.IProcesses.IThreadDMContext;
import org.eclipse.cdt.dsf.debug.service.IProcesses.IThreadDMData;
import org.eclipse.cdt.dsf.debug.service.IRunControl.IStartedDMEvent;
import org.eclipse.cdt.dsf.debug.service.IRunControl;
import org.eclipse.cdt.dsf.debug.service.IRunControl.IContainerDMContext;
import org.eclipse.cdt.dsf.debug.service.IRunControl.IExecutionDMContext;
import org.eclipse.cdt.dsf.debug.service.IProcesses;
import org.eclipse.cdt.dsf.debug.service.command.ICommandControlService;
import org.eclipse.cdt.dsf.gdb.launching.GdbLaunch;
import org.eclipse.cdt.dsf.gdb.service.command.IGDBControl;
import org.eclipse.cdt.dsf.mi.service.IMIExecutionDMContext;
import org.eclipse.cdt.dsf.mi.service.command.commands.CLICommand;
import org.eclipse.cdt.dsf.mi.service.command.output.MIInfo;
import org.eclipse.cdt.dsf.service.DsfServiceEventHandler;
import org.eclipse.cdt.dsf.service.DsfServicesTracker;
import org.eclipse.cdt.dsf.service.DsfSession;
import org.eclipse.cdt.dsf.service.DsfSession.SessionEndedListener;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.osgi.framework.FrameworkUtil;

/**
 * A session of CDT at a kernel's live door. gdb numbers the threads in its own way and tells ours as their operating
 * system's identifier; since that must be asked for and nobody can wait, it is remembered as threads appear.
 */
public final class LiveDoorSession {

	private static final Pattern NUMBER = Pattern.compile("\\d{1,9}\\b"); //$NON-NLS-1$

	private final DsfSession session;
	private final KernelDebugTarget kernel;
	private final DsfServicesTracker services;
	private final SessionEndedListener ended;
	/** gdb's number of a thread to ours. */
	private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

	LiveDoorSession(GdbLaunch launch, KernelDebugTarget kernel, Runnable forget) {
		this.kernel = kernel;
		session = launch.getSession();
		services = new DsfServicesTracker(FrameworkUtil.getBundle(LiveDoorSession.class).getBundleContext(), session.getId());
		ended = over -> {
			if (over.equals(session)) {
				forget.run();
				dispose();
			}
		};
		DsfSession.addSessionEndedListener(ended);
		execute(() -> {
			session.addServiceEventListener(this, null);
			askForAll();
		});
	}

	private void dispose() {
		DsfSession.removeSessionEndedListener(ended);
		services.dispose();
	}

	/** DSF's services belong to one thread. A session that has ended takes no more. */
	private void execute(Runnable what) {
		try {
			session.getExecutor().execute(what);
		} catch (RejectedExecutionException e) {
			// Over.
		}
	}

	@ConfinedToDsfExecutor("session")
	private void askForAll() {
		IProcesses processes = services.getService(IProcesses.class);
		ICommandControlService control = services.getService(ICommandControlService.class);
		IRunControl run = services.getService(IRunControl.class);
		if (processes == null || control == null || run == null) {
			return;
		}
		processes.getProcessesBeingDebugged(control.getContext(),
				new DataRequestMonitor<IDMContext[]>(session.getExecutor(), null) {
					@Override
					protected void handleSuccess() {
						for (IDMContext each : getData()) {
							if (each instanceof IContainerDMContext process) {
								askForAll(run, process);
							}
						}
					}
				});
	}

	@ConfinedToDsfExecutor("session")
	private void askForAll(IRunControl run, IContainerDMContext process) {
		run.getExecutionContexts(process, new DataRequestMonitor<IExecutionDMContext[]>(session.getExecutor(), null) {
			@Override
			protected void handleSuccess() {
				for (IExecutionDMContext each : getData()) {
					askFor(each);
				}
			}
		});
	}

	@ConfinedToDsfExecutor("session")
	private void askFor(IDMContext context) {
		IProcesses processes = services.getService(IProcesses.class);
		IMIExecutionDMContext execution = DMContexts.getAncestorOfType(context, IMIExecutionDMContext.class);
		IThreadDMContext thread = DMContexts.getAncestorOfType(context, IThreadDMContext.class);
		if (processes == null || execution == null || thread == null) {
			return;
		}
		processes.getExecutionData(thread, new DataRequestMonitor<IThreadDMData>(session.getExecutor(), null) {
			@Override
			protected void handleSuccess() {
				// CDT adds what gdb tells of the thread: 6 (sleeping: irq_wait)
				Matcher number = NUMBER.matcher(String.valueOf(getData().getId()));
				if (number.lookingAt()) {
					numbers.put(execution.getThreadId(), Integer.valueOf(number.group()));
				}
			}
		});
	}

	/**
	 * For DSF.
	 *
	 * @param event a thread has appeared
	 */
	@DsfServiceEventHandler
	public void started(IStartedDMEvent event) {
		askFor(event.getDMContext());
	}

	Optional<KernelThread> thread(IDMContext context) {
		IMIExecutionDMContext execution = DMContexts.getAncestorOfType(context, IMIExecutionDMContext.class);
		return Optional.ofNullable(execution).map(e -> numbers.get(e.getThreadId())).flatMap(kernel::thread);
	}

	/** Has gdb turn to a thread; CDT's Debug view follows gdb. */
	void select(KernelThread thread) {
		if (thread.getKernel() != kernel) {
			return;
		}
		numbers.entrySet().stream().filter(e -> e.getValue() == thread.tid()).map(Map.Entry::getKey).findFirst()
				.ifPresent(number -> execute(() -> {
					IGDBControl control = services.getService(IGDBControl.class);
					if (control != null) {
						// As if typed on gdb's console: only then does gdb tell that the thread is another one.
						control.queueCommand(new CLICommand<MIInfo>(control.getContext(), "thread " + number), //$NON-NLS-1$
								new DataRequestMonitor<MIInfo>(session.getExecutor(), null));
					}
				}));
	}
}
