// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.SubMonitor;
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
import org.fluke.qemu.QemuException;
import org.fluke.qemu.QemuMachine;
import org.osgi.framework.FrameworkUtil;

/** Builds a kernel, boots it in QEMU and, to debug it, connects to its live door. */
public final class KernelLaunchDelegate extends LaunchConfigurationDelegate {

	private static final String READY = "debugd: ready"; //$NON-NLS-1$
	private static final Duration BOOT_PATIENCE = Duration.ofSeconds(60);

	@Override
	public boolean buildForLaunch(ILaunchConfiguration configuration, String mode, IProgressMonitor monitor) {
		// The kernel is built by launch(), whatever folder it is in; the workspace has nothing to do with it.
		return false;
	}

	@Override
	public void launch(ILaunchConfiguration configuration, String mode, ILaunch launch, IProgressMonitor monitor)
			throws CoreException {
		KernelLaunchSettings settings = KernelLaunchSettings.of(configuration);
		String problem = settings.problem().orElse(null);
		if (problem != null) {
			throw failure(problem, null);
		}
		SubMonitor progress = SubMonitor.convert(monitor, 100);
		Path built = build(settings, progress.split(60));
		KernelProcess process = new KernelProcess(launch, settings.name());
		QemuMachine machine = start(settings, built, process, progress.split(10));
		try {
			process.started(machine);
			if (!ILaunchManager.DEBUG_MODE.equals(mode)) {
				return;
			}
			connect(settings, machine, launch, process, progress.split(30));
		} catch (CoreException | RuntimeException e) {
			machine.close();
			throw e;
		}
	}

	private static Path build(KernelLaunchSettings settings, SubMonitor progress) throws CoreException {
		String name = NLS.bind(Messages.KernelLaunchDelegate_building, settings.configuration());
		progress.subTask(name);
		KernelConfiguration configuration = KernelConfiguration.of(settings.configuration()).orElseThrow();
		try {
			Path folder = settings.folder();
			if (folder == null) {
				folder = shippedKernel();
				KernelSources.unpack(folder);
			}
			return KernelBuild.in(folder).build(configuration, line -> progress.subTask(name + ": " + line), //$NON-NLS-1$
					progress::isCanceled);
		} catch (CancellationException e) {
			throw new OperationCanceledException();
		} catch (KernelBuildException e) {
			throw failure(e.getMessage(), e);
		} catch (IOException e) {
			throw failure(NLS.bind(Messages.KernelLaunchDelegate_buildFailed, e.getMessage()), e);
		}
	}

	/** @return where the shipped kernel is unpacked and built, inside of the workspace's metadata */
	public static Path shippedKernel() {
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
		progress.subTask(Messages.KernelLaunchDelegate_booting);
		try {
			Await.done(machine.awaitConsoleLine(line -> line.contains(READY), BOOT_PATIENCE), BOOT_PATIENCE.plusSeconds(1),
					progress);
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
