// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;

import org.eclipse.core.resources.IProject;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.SubMonitor;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.LaunchConfigurationDelegate;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.BridgeException;
import org.fluke.bridge.KernelSession;
import org.fluke.debug.FlukeDebug;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.internal.KernelProcess;
import org.fluke.debug.internal.Messages;
import org.fluke.kernel.KernelBuild;
import org.fluke.kernel.KernelBuildException;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.KernelSources;
import org.fluke.kernel.project.KernelPreferences;
import org.fluke.kernel.project.KernelProject;
import org.fluke.qemu.QemuException;
import org.fluke.qemu.QemuMachine;
import org.osgi.framework.FrameworkUtil;

/** Builds a kernel, boots it in QEMU and, to debug it, connects to its live door. */
public final class KernelLaunchDelegate extends LaunchConfigurationDelegate {

	private static final String READY = "debugd: ready"; //$NON-NLS-1$
	private static final Duration BOOT_PATIENCE = Duration.ofSeconds(60);
	/** Until the user cancels. */
	private static final Duration DEBUGGER_PATIENCE = Duration.ofDays(7);

	@Override
	public boolean buildForLaunch(ILaunchConfiguration configuration, String mode, IProgressMonitor monitor)
			throws CoreException {
		// A kernel that is in no project is built by launch(); the workspace has nothing to do with it.
		return KernelLaunchSettings.of(configuration).kernelProject().isPresent()
				&& super.buildForLaunch(configuration, mode, monitor);
	}

	@Override
	protected IProject[] getBuildOrder(ILaunchConfiguration configuration, String mode) throws CoreException {
		return KernelLaunchSettings.of(configuration).kernelProject().map(k -> new IProject[] { k.project() }).orElse(null);
	}

	@Override
	protected IProject[] getProjectsForProblemSearch(ILaunchConfiguration configuration, String mode)
			throws CoreException {
		return getBuildOrder(configuration, mode);
	}

	@Override
	public String showCommandLine(ILaunchConfiguration configuration, String mode, ILaunch launch,
			IProgressMonitor monitor) throws CoreException {
		KernelLaunchSettings settings = KernelLaunchSettings.of(configuration);
		settings.requireNoProblem();
		Path built = builder(settings).output(settings.kernelConfiguration().orElseThrow());
		return DebugPlugin.renderArguments(settings.machine(built).commandLine().toArray(String[]::new), null);
	}

	@Override
	public void launch(ILaunchConfiguration configuration, String mode, ILaunch launch, IProgressMonitor monitor)
			throws CoreException {
		KernelLaunchSettings settings = KernelLaunchSettings.of(configuration);
		settings.requireNoProblem();
		SubMonitor progress = SubMonitor.convert(monitor, 100);
		Path built = build(settings, progress.split(60));
		KernelProcess process = new KernelProcess(launch, settings.name());
		QemuMachine machine = start(settings, built, process, progress.split(10));
		try {
			process.started(machine);
			if (!ILaunchManager.DEBUG_MODE.equals(mode)) {
				return;
			}
			if (settings.source()) {
				SourceDebugger.start(settings, built, machine, process, progress.split(5));
			}
			connect(settings, machine, launch, process, progress.split(25));
		} catch (CoreException | RuntimeException e) {
			machine.close();
			throw e;
		}
	}

	private static Path build(KernelLaunchSettings settings, SubMonitor progress) throws CoreException {
		KernelConfiguration configuration = settings.kernelConfiguration().orElseThrow();
		String name = NLS.bind(Messages.KernelLaunchDelegate_building, configuration);
		progress.subTask(name);
		try {
			KernelBuild builder = builder(settings);
			if (builder.folder().equals(shippedKernel())) {
				KernelSources.unpack(builder.folder());
			}
			return builder.build(configuration, line -> progress.subTask(name + ": " + line), progress::isCanceled); //$NON-NLS-1$
		} catch (CancellationException e) {
			throw new OperationCanceledException();
		} catch (KernelBuildException e) {
			throw failure(e.getMessage(), e);
		} catch (IOException e) {
			throw failure(NLS.bind(Messages.KernelLaunchDelegate_buildFailed, e.getMessage()), e);
		}
	}

	private static KernelBuild builder(KernelLaunchSettings settings) throws CoreException {
		KernelProject project = settings.kernelProject().orElse(null);
		return project != null ? project.build()
				: KernelBuild.in(settings.folder() == null ? shippedKernel() : settings.folder())
						.make(KernelPreferences.make());
	}

	/** @return where the shipped kernel is unpacked and built, inside of the workspace's metadata */
	private static Path shippedKernel() {
		return Platform.getStateLocation(FrameworkUtil.getBundle(KernelLaunchDelegate.class)).append("kernel").toPath(); //$NON-NLS-1$
	}

	private static QemuMachine start(KernelLaunchSettings settings, Path built, KernelProcess process,
			SubMonitor progress) throws CoreException {
		progress.subTask(Messages.KernelLaunchDelegate_starting);
		if (progress.isCanceled()) {
			throw new OperationCanceledException();
		}
		try {
			return settings.machine(built).listener(process).start();
		} catch (QemuException e) {
			throw failure(NLS.bind(Messages.KernelLaunchDelegate_startFailed, e.getMessage()), e);
		}
	}

	private static void connect(KernelLaunchSettings settings, QemuMachine machine, ILaunch launch,
			KernelProcess process, SubMonitor progress) throws CoreException {
		// Somebody may look at the boot step by step.
		boolean paused = settings.machine().paused() || settings.source() && !settings.stopAt().isEmpty();
		progress.subTask(paused ? NLS.bind(Messages.KernelLaunchDelegate_waitingForDebugger, machine.machineDoor())
				: Messages.KernelLaunchDelegate_booting);
		Duration patience = paused ? DEBUGGER_PATIENCE : BOOT_PATIENCE;
		try {
			Await.done(machine.awaitConsoleLine(line -> line.contains(READY), patience), patience.plusSeconds(1), progress);
		} catch (OperationCanceledException e) {
			throw e;
		} catch (Exception e) {
			throw failure(NLS.bind(Messages.KernelLaunchDelegate_bootFailed, e.getMessage()), e);
		}
		progress.subTask(Messages.KernelLaunchDelegate_connecting);
		KernelSession session;
		try {
			session = Await.done(KernelSession.connect(machine.liveDoor()), BOOT_PATIENCE, progress);
		} catch (OperationCanceledException e) {
			throw e;
		} catch (Exception e) {
			throw failure(NLS.bind(Messages.KernelLaunchDelegate_connectFailed, BridgeException.unwrap(e).getMessage()), e);
		}
		KernelDebugTarget target = new KernelDebugTarget(launch, settings.name(), machine, session, process);
		launch.addDebugTarget(target);
		target.start();
	}

	private static CoreException failure(String message, Throwable cause) {
		return new CoreException(FlukeDebug.error(message, cause));
	}
}
