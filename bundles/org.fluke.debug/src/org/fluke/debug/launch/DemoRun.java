// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.launch;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.SubMonitor;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationType;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.DisconnectedException;
import org.fluke.bridge.KernelSession;
import org.fluke.bridge.ThreadStop;
import org.fluke.bridge.api.Cause;
import org.fluke.debug.FlukeDebug;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.internal.Messages;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.RunState;
import org.fluke.debug.snapshot.SnapshotListener;
import org.fluke.debug.snapshot.SnapshotStatus.Kind;
import org.fluke.debug.snapshot.ThreadState;

/**
 * The demo: boots the shipped kernel with the scenario {@code ipc-fault}, held, and runs its sender until the hard fault.
 * Then the sender is stopped in the middle of its transfer and everybody can look at its frame.
 */
public final class DemoRun {

	/** What the demo's launch configuration says. */
	public static final KernelLaunchSettings SETTINGS = new KernelLaunchSettings(null, "process-np", "ipc-fault", true, //$NON-NLS-1$ //$NON-NLS-2$
			64, true);

	/** Name of the thread whose fault is the demo. */
	public static final String SENDER = "sender"; //$NON-NLS-1$

	private static final String HARD_FAULT = "fault-hard"; //$NON-NLS-1$
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/**
	 * The demo's launch configuration. Made if there is none; one that a user has changed is left as it is.
	 *
	 * @return it
	 * @throws CoreException if it can't be made
	 */
	public static ILaunchConfiguration configuration() throws CoreException {
		ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();
		ILaunchConfigurationType type = manager.getLaunchConfigurationType(KernelLaunchSettings.TYPE_ID);
		for (ILaunchConfiguration configuration : manager.getLaunchConfigurations(type)) {
			if (SETTINGS.equals(KernelLaunchSettings.of(configuration))) {
				return configuration;
			}
		}
		ILaunchConfigurationWorkingCopy made = type.newInstance(null,
				manager.generateLaunchConfigurationName(Messages.DemoRun_configuration));
		SETTINGS.store(made);
		return made.doSave();
	}

	/**
	 * Runs the demo. An earlier run of it is ended first.
	 *
	 * @param monitor shows progress and cancels
	 * @return the sender, stopped at its hard fault
	 * @throws CoreException with a message for the user
	 */
	public KernelThread run(IProgressMonitor monitor) throws CoreException {
		SubMonitor progress = SubMonitor.convert(monitor, Messages.DemoRun_building, 100);
		ILaunchConfiguration configuration = configuration();
		for (ILaunch earlier : DebugPlugin.getDefault().getLaunchManager().getLaunches()) {
			if (configuration.equals(earlier.getLaunchConfiguration())) {
				if (!earlier.isTerminated()) {
					earlier.terminate();
				}
				DebugPlugin.getDefault().getLaunchManager().removeLaunch(earlier);
			}
		}
		progress.subTask(Messages.DemoRun_starting);
		ILaunch launch = configuration.launch(ILaunchManager.DEBUG_MODE, progress.split(70));
		KernelDebugTarget kernel = Arrays.stream(launch.getDebugTargets()).filter(KernelDebugTarget.class::isInstance)
				.map(KernelDebugTarget.class::cast).findFirst()
				.orElseThrow(() -> new CoreException(FlukeDebug.error(Messages.DemoRun_noTarget, null)));
		try {
			progress.subTask(Messages.DemoRun_waitingForThreads);
			KernelThread sender = sender(kernel, progress.split(10));
			progress.subTask(Messages.DemoRun_running);
			return fault(kernel, sender, progress.split(20));
		} catch (OperationCanceledException e) {
			kernel.terminate();
			throw e;
		} catch (TimeoutException e) {
			throw new CoreException(
					FlukeDebug.error(NLS.bind(Messages.DemoRun_timeout, PATIENCE.toSeconds()), e));
		} catch (CoreException e) {
			throw e;
		} catch (Exception e) {
			String why = kernel.endReason().isEmpty() ? e.getMessage() : kernel.endReason();
			throw new CoreException(FlukeDebug.error(NLS.bind(Messages.DemoRun_ended, why), e));
		}
	}

	private static KernelThread sender(KernelDebugTarget kernel, IProgressMonitor monitor) throws Exception {
		CompletableFuture<KernelSnapshot> seen = new CompletableFuture<>();
		SnapshotListener listener = (snapshot, status) -> {
			if (status.kind() == Kind.DISCONNECTED) {
				seen.completeExceptionally(new DisconnectedException(status.message()));
			} else if (snapshot != null && snapshot.threads().stream().anyMatch(DemoRun::isSender)) {
				seen.complete(snapshot);
			}
		};
		kernel.snapshots().watch(listener);
		try {
			KernelSnapshot snapshot = Await.done(seen, PATIENCE, monitor);
			int tid = snapshot.threads().stream().filter(DemoRun::isSender).findFirst().orElseThrow().tid();
			// The target may hear of the snapshot after us.
			Await.done(kernel.snapshots().refresh(), PATIENCE, monitor);
			return kernel.thread(tid).orElseThrow();
		} catch (TimeoutException e) {
			KernelSnapshot last = kernel.snapshots().latest();
			String names = last == null ? "" //$NON-NLS-1$
					: last.threads().stream().map(t -> t.name()).collect(Collectors.joining(", ")); //$NON-NLS-1$
			throw new CoreException(FlukeDebug.error(NLS.bind(Messages.DemoRun_noSender, SENDER, names), e));
		} finally {
			kernel.snapshots().removeListener(listener);
		}
	}

	private static boolean isSender(ThreadState thread) {
		return thread.isScenario() && thread.name().endsWith(SENDER);
	}

	private static KernelThread fault(KernelDebugTarget kernel, KernelThread sender, IProgressMonitor monitor)
			throws Exception {
		// The others first, each until it waits: the pager has pages to fill before anybody asks.
		List<KernelThread> others = kernel.threads().stream()
				.filter(t -> t != sender && t.state().isScenario() && t.state().isStopped())
				.sorted(Comparator.comparing((KernelThread t) -> t.getPriority()).reversed()).toList();
		for (KernelThread other : others) {
			Await.done(other.requestResume(), PATIENCE, monitor);
			Await.done(asleep(kernel, other.tid()), PATIENCE, monitor);
		}
		// Recorded, so that the frames before the fault can tell how long the message was at first.
		Await.done(kernel.trace().record(KernelSession.ALL_SCENARIO_THREADS, true), PATIENCE, monitor);
		Cause hardFault = kernel.api().cause(HARD_FAULT).orElseThrow();
		CompletableFuture<ThreadStop> stop = kernel.session().nextStop(sender.tid());
		Await.done(sender.requestUntil(hardFault, null), PATIENCE, monitor);
		ThreadStop stopped = Await.done(stop, PATIENCE, monitor);
		if (!stopped.cause().equals(hardFault)) {
			throw new CoreException(
					FlukeDebug.error(NLS.bind(Messages.DemoRun_kernelSaid, stopped.cause().name()), null));
		}
		Await.done(kernel.snapshots().refresh(), PATIENCE, monitor);
		return sender;
	}

	/** Completes when a thread waits for something. */
	private static CompletableFuture<KernelSnapshot> asleep(KernelDebugTarget kernel, int tid) {
		CompletableFuture<KernelSnapshot> asleep = new CompletableFuture<>();
		SnapshotListener listener = (snapshot, status) -> {
			if (status.kind() == Kind.DISCONNECTED) {
				asleep.completeExceptionally(new DisconnectedException(status.message()));
			} else if (snapshot != null
					&& snapshot.thread(tid).filter(t -> t.runState() == RunState.SLEEPING).isPresent()) {
				asleep.complete(snapshot);
			}
		};
		kernel.snapshots().watch(listener);
		return asleep.whenComplete((s, e) -> kernel.snapshots().removeListener(listener));
	}
}
