// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.internal;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.PlatformObject;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.model.IDebugTarget;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.core.model.IStreamMonitor;
import org.eclipse.debug.core.model.IStreamsProxy;
import org.eclipse.osgi.util.NLS;
import org.fluke.debug.FlukeDebug;
import org.fluke.qemu.MachineListener;
import org.fluke.qemu.QemuMachine;

/** A machine as the platform's Debug and Console views know processes. Its output is the guest's console. */
public final class KernelProcess extends PlatformObject implements IProcess, MachineListener {

	private final ILaunch launch;
	private final String label;
	private final TextStream output = new TextStream();
	private final TextStream errors = new TextStream();
	private final Map<String, String> attributes = new ConcurrentHashMap<>();
	private volatile QemuMachine machine;

	/**
	 * @param launch that the process belongs to
	 * @param name of the kernel: configuration and scenario
	 */
	public KernelProcess(ILaunch launch, String name) {
		this.launch = launch;
		this.label = name;
		attributes.put(IProcess.ATTR_PROCESS_TYPE, FlukeDebug.PLUGIN_ID + ".kernel"); //$NON-NLS-1$
	}

	/**
	 * Begins to be that machine. Called once.
	 *
	 * @param started in which the kernel runs
	 */
	public void started(QemuMachine started) {
		machine = started;
		attributes.put(IProcess.ATTR_CMDLINE, DebugPlugin.renderArguments(started.commandLine().toArray(String[]::new), null));
		attributes.put(IProcess.ATTR_PROCESS_ID, Long.toString(started.pid()));
		launch.addProcess(this);
		fire(DebugEvent.CREATE);
		started.exit().thenRun(() -> fire(DebugEvent.TERMINATE));
	}

	@Override
	public void consoleLine(String line) {
		output.append(line + '\n');
	}

	@Override
	public void restarted() {
		output.append(Messages.KernelProcess_restarted + '\n');
	}

	/** @param message is shown on the console, in the colour of errors */
	public void error(String message) {
		errors.append(message + '\n');
	}

	private void fire(int kind) {
		DebugPlugin debug = DebugPlugin.getDefault();
		if (debug != null) {
			debug.fireDebugEventSet(new DebugEvent[] { new DebugEvent(this, kind) });
		}
	}

	@Override
	public String getLabel() {
		return NLS.bind(Messages.KernelProcess_label, label, attributes.get(IProcess.ATTR_PROCESS_ID));
	}

	@Override
	public ILaunch getLaunch() {
		return launch;
	}

	@Override
	public IStreamsProxy getStreamsProxy() {
		return new IStreamsProxy() {
			@Override
			public IStreamMonitor getErrorStreamMonitor() {
				return errors;
			}

			@Override
			public IStreamMonitor getOutputStreamMonitor() {
				return output;
			}

			@Override
			public void write(String input) throws IOException {
				machine.type(input);
			}
		};
	}

	@Override
	public void setAttribute(String key, String value) {
		if (value == null) {
			attributes.remove(key);
		} else {
			attributes.put(key, value);
		}
		fire(DebugEvent.CHANGE);
	}

	@Override
	public String getAttribute(String key) {
		return attributes.get(key);
	}

	@Override
	public int getExitValue() throws DebugException {
		if (machine == null || !machine.exit().isDone()) {
			throw new DebugException(FlukeDebug.error(getLabel(), null));
		}
		return machine.exit().join().status();
	}

	@Override
	public boolean canTerminate() {
		return !isTerminated();
	}

	@Override
	public boolean isTerminated() {
		return machine != null && machine.exit().isDone();
	}

	@Override
	public void terminate() {
		Job.create(Messages.KernelDebugTarget_terminating, (ICoreRunnable) monitor -> machine.close()).schedule();
	}

	@Override
	public <T> T getAdapter(Class<T> adapter) {
		if (adapter == IProcess.class) {
			return adapter.cast(this);
		}
		if (adapter == ILaunch.class) {
			return adapter.cast(launch);
		}
		if (adapter == IDebugTarget.class) {
			for (IDebugTarget target : launch.getDebugTargets()) {
				if (this.equals(target.getProcess())) {
					return adapter.cast(target);
				}
			}
			return null;
		}
		return super.getAdapter(adapter);
	}
}
