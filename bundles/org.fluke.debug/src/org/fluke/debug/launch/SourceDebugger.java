// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.launch;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.Platform;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationType;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.DoorAddress;
import org.fluke.debug.FlukeDebug;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.internal.KernelProcess;
import org.fluke.debug.internal.Messages;
import org.fluke.qemu.QemuMachine;

/**
 * A session of the C/C++ development tools (CDT) with gdb at one of a machine's doors. CDT need not be installed: its launch
 * type and attributes are known by their names only.
 */
public final class SourceDebugger {

	/** CDT's launch configuration type for gdb at a remote target: <em>GDB Hardware Debugging</em>. */
	public static final String CDT_TYPE_ID = "org.eclipse.cdt.debug.gdbjtag.launchConfigurationType"; //$NON-NLS-1$

	/** Attribute of CDT's configurations that we make: id of the process whose machine it is. */
	private static final String ATTR_MACHINE = FlukeDebug.PLUGIN_ID + ".MACHINE"; //$NON-NLS-1$

	private static final String JTAG = "org.eclipse.cdt.debug.gdbjtag.core."; //$NON-NLS-1$
	private static final String GDB = "org.eclipse.cdt.dsf.gdb."; //$NON-NLS-1$
	private static final String PRIVATE = "org.eclipse.debug.ui.private"; //$NON-NLS-1$

	/** Made when the first session at a live door starts. */
	private static final List<SourceSessionListener> LISTENERS = new CopyOnWriteArrayList<>();

	private SourceDebugger() {
	}

	/** @return whether CDT is there */
	public static boolean isInstalled() {
		return type() != null;
	}

	private static ILaunchConfigurationType type() {
		return DebugPlugin.getDefault().getLaunchManager().getLaunchConfigurationType(CDT_TYPE_ID);
	}

	/**
	 * Starts a debugger for the kernel's C source, at the machine door. It ends with the machine. That there is none, or
	 * that it does not start, is told on the console: the kernel goes on without.
	 */
	static void start(KernelLaunchSettings settings, Path built, QemuMachine machine, KernelProcess process,
			IProgressMonitor monitor) {
		Path symbols = built.resolve("fluke.elf"); //$NON-NLS-1$
		if (!isInstalled()) {
			process.error(NLS.bind(Messages.SourceDebugger_noCdt, symbols, gdb(machine.machineDoor())));
			return;
		}
		try {
			attach(NLS.bind(Messages.SourceDebugger_source, settings.name()), machine, false, symbols, settings.stopAt(),
					monitor);
		} catch (CoreException e) {
			FlukeDebug.log().log(e.getStatus());
			process.error(NLS.bind(Messages.SourceDebugger_failed, e.getStatus().getMessage()));
		}
	}

	/**
	 * Attaches CDT to a kernel's live door: its threads are the kernel's, and the kernel goes on. The session ends with the
	 * machine.
	 *
	 * @param kernel that is watched through the same door
	 * @param monitor shows progress and cancels
	 * @return the session
	 * @throws CoreException if there is no CDT, or it can't be started
	 */
	public static ILaunch attach(KernelDebugTarget kernel, IProgressMonitor monitor) throws CoreException {
		List<String> command = kernel.machine().commandLine();
		Path symbols = Path.of(command.get(command.indexOf("-kernel") + 1)); //$NON-NLS-1$
		ILaunch session = attach(NLS.bind(Messages.SourceDebugger_live, kernel.getName()), kernel.machine(), true, symbols, "", //$NON-NLS-1$
				monitor);
		synchronized (LISTENERS) {
			if (LISTENERS.isEmpty()) {
				readListeners();
			}
		}
		LISTENERS.forEach(l -> l.attached(session, kernel));
		return session;
	}

	private static void readListeners() {
		for (IConfigurationElement element : Platform.getExtensionRegistry()
				.getConfigurationElementsFor(FlukeDebug.PLUGIN_ID, "sourceSessionListeners")) { //$NON-NLS-1$
			try {
				LISTENERS.add((SourceSessionListener) element.createExecutableExtension("class")); //$NON-NLS-1$
			} catch (CoreException | ClassCastException | LinkageError e) {
				FlukeDebug.log().error(NLS.bind(Messages.SourceDebugger_noListener, element.getAttribute("class")), e); //$NON-NLS-1$
			}
		}
	}

	/** @param thread is selected, not in the Debug view but in ours: sessions at its kernel's live door turn to it */
	public static void selected(KernelThread thread) {
		LISTENERS.forEach(l -> l.selected(thread));
	}

	private static ILaunch attach(String name, QemuMachine machine, boolean live, Path symbols, String stopAt,
			IProgressMonitor monitor) throws CoreException {
		ILaunchConfigurationType type = type();
		if (type == null) {
			throw new CoreException(FlukeDebug.error(Messages.SourceDebugger_notInstalled, null));
		}
		forgetOld(type);
		ILaunchConfigurationWorkingCopy copy = type.newInstance(null,
				DebugPlugin.getDefault().getLaunchManager().generateLaunchConfigurationName(name));
		copy.setAttribute(PRIVATE, true);
		copy.setAttribute(ATTR_MACHINE, Long.toString(machine.pid()));
		copy.setAttribute("org.eclipse.cdt.launch.PROGRAM_NAME", symbols.toString()); //$NON-NLS-1$
		copy.setAttribute(GDB + "DEBUG_NAME", "gdb"); //$NON-NLS-1$ //$NON-NLS-2$
		copy.setAttribute(GDB + "NON_STOP", false); //$NON-NLS-1$
		copy.setAttribute(GDB + "AUTO_SOLIB", false); //$NON-NLS-1$
		copy.setAttribute(GDB + "UPDATE_THREADLIST_ON_SUSPEND", live); //$NON-NLS-1$
		// A device that passes the connection on as it is, a port or a socket.
		copy.setAttribute(JTAG + "useRemoteTarget", true); //$NON-NLS-1$
		copy.setAttribute(JTAG + "jtagDeviceId", JTAG + "jtagdevice.GenericSerial"); //$NON-NLS-1$ //$NON-NLS-2$
		copy.setAttribute(JTAG + "connection", //$NON-NLS-1$
				uri(gdb(live ? machine.liveDoorForGdb() : machine.machineDoor())));
		copy.setAttribute(JTAG + "loadImage", false); //$NON-NLS-1$
		copy.setAttribute(JTAG + "loadSymbols", !live); //$NON-NLS-1$
		copy.setAttribute(JTAG + "useProjBinaryForSymbols", false); //$NON-NLS-1$
		copy.setAttribute(JTAG + "useFileForSymbols", true); //$NON-NLS-1$
		copy.setAttribute(JTAG + "symbolsFileName", symbols.toString()); //$NON-NLS-1$
		copy.setAttribute(JTAG + "doReset", false); //$NON-NLS-1$
		copy.setAttribute(JTAG + "doHalt", false); //$NON-NLS-1$
		copy.setAttribute(JTAG + "setPcRegister", false); //$NON-NLS-1$
		copy.setAttribute(JTAG + "setStopAt", !stopAt.isEmpty()); //$NON-NLS-1$
		copy.setAttribute(JTAG + "stopAt", stopAt); //$NON-NLS-1$
		copy.setAttribute(JTAG + "setResume", !live); //$NON-NLS-1$
		ILaunchConfiguration saved = copy.doSave();
		ILaunch session = saved.launch(ILaunchManager.DEBUG_MODE, monitor);
		machine.exit().thenRun(() -> end(session));
		return session;
	}

	/** Configurations of sessions that are over: each belongs to one machine. */
	private static void forgetOld(ILaunchConfigurationType type) throws CoreException {
		ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();
		for (ILaunchConfiguration each : manager.getLaunchConfigurations(type)) {
			if (each.hasAttribute(ATTR_MACHINE) && Arrays.stream(manager.getLaunches())
					.noneMatch(l -> !l.isTerminated() && each.equals(l.getLaunchConfiguration()))) {
				each.delete();
			}
		}
	}

	private static void end(ILaunch session) {
		try {
			if (session.canTerminate()) {
				session.terminate();
			}
		} catch (DebugException e) {
			FlukeDebug.log().log(e.getStatus());
		}
	}

	/** As gdb's {@code target remote} takes it. */
	private static String gdb(DoorAddress door) {
		return door.socket() != null ? door.socket().toString() : "127.0.0.1:" + door.port(); //$NON-NLS-1$
	}

	private static String uri(String connection) throws CoreException {
		try {
			return new URI("gdb", connection, null).toString(); //$NON-NLS-1$
		} catch (URISyntaxException e) {
			throw new CoreException(FlukeDebug.error(e.getMessage(), e));
		}
	}
}
