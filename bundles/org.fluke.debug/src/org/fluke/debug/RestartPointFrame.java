// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.model.IMemoryBlockRetrieval;
import org.eclipse.debug.core.model.IMemoryBlockRetrievalExtension;
import org.eclipse.debug.core.model.IRegisterGroup;
import org.eclipse.debug.core.model.IStackFrame;
import org.eclipse.debug.core.model.IThread;
import org.eclipse.debug.core.model.IVariable;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.api.FrameWord;
import org.fluke.bridge.api.RestartPoint;
import org.fluke.debug.internal.Messages;
import org.fluke.debug.snapshot.ThreadState;

/**
 * The one stack frame of a thread: where it stands, in user code or on a restart point. The kernel keeps no other state
 * for a thread, so there is no other frame.
 */
public final class RestartPointFrame extends KernelDebugElement implements IStackFrame {

	private final KernelThread thread;
	private final List<FrameRegister> registers = new ArrayList<>();
	private final List<FrameRegisterGroup> groups = new ArrayList<>();

	RestartPointFrame(KernelThread thread) {
		super(thread.getKernel());
		this.thread = thread;
		Map<String, List<FrameRegister>> byGroup = new LinkedHashMap<>();
		for (FrameWord word : getKernel().api().frameWords()) {
			FrameRegister register = new FrameRegister(thread, word);
			registers.add(register);
			byGroup.computeIfAbsent(word.group(), g -> new ArrayList<>()).add(register);
		}
		byGroup.forEach((name, members) -> groups.add(new FrameRegisterGroup(getKernel(), name, members)));
	}

	void changed(ThreadState before, ThreadState now) {
		registers.forEach(r -> r.compare(before, now));
	}

	/** @return the thread, with its own type */
	public KernelThread getKernelThread() {
		return thread;
	}

	@Override
	public IThread getThread() {
		return thread;
	}

	@Override
	public String getName() {
		return describe(thread.state());
	}

	/**
	 * @param state of a thread
	 * @return where it stands, in a few words
	 */
	public static String describe(ThreadState state) {
		RestartPoint point = state.restartPoint().orElse(null);
		OptionalInt unknown = state.unknownEntry();
		if (point == null && unknown.isPresent()) {
			return NLS.bind(Messages.RestartPointFrame_unknown, String.valueOf(unknown.getAsInt()));
		}
		if (point == null) {
			return NLS.bind(Messages.RestartPointFrame_userCode, String.format("0x%08x", state.word("eip"))); //$NON-NLS-1$ //$NON-NLS-2$
		}
		return point.completed() ? NLS.bind(Messages.RestartPointFrame_completed, point.entry().name())
				: point.entry().name();
	}

	@Override
	public IVariable[] getVariables() {
		return registers.toArray(IVariable[]::new);
	}

	@Override
	public boolean hasVariables() {
		return true;
	}

	@Override
	public IRegisterGroup[] getRegisterGroups() {
		return groups.toArray(IRegisterGroup[]::new);
	}

	@Override
	public boolean hasRegisterGroups() {
		return true;
	}

	@Override
	public int getLineNumber() {
		return -1;
	}

	@Override
	public int getCharStart() {
		return -1;
	}

	@Override
	public int getCharEnd() {
		return -1;
	}

	@Override
	public boolean canStepInto() {
		return thread.canStepInto();
	}

	@Override
	public boolean canStepOver() {
		return thread.canStepOver();
	}

	@Override
	public boolean canStepReturn() {
		return thread.canStepReturn();
	}

	@Override
	public boolean isStepping() {
		return thread.isStepping();
	}

	@Override
	public void stepInto() throws DebugException {
		thread.stepInto();
	}

	@Override
	public void stepOver() throws DebugException {
		thread.stepOver();
	}

	@Override
	public void stepReturn() throws DebugException {
		thread.stepReturn();
	}

	@Override
	public boolean canResume() {
		return thread.canResume();
	}

	@Override
	public boolean canSuspend() {
		return thread.canSuspend();
	}

	@Override
	public boolean isSuspended() {
		return thread.isSuspended();
	}

	@Override
	public void resume() throws DebugException {
		thread.resume();
	}

	@Override
	public void suspend() throws DebugException {
		thread.suspend();
	}

	@Override
	public boolean canTerminate() {
		return getKernel().canTerminate();
	}

	@Override
	public boolean isTerminated() {
		return getKernel().isTerminated();
	}

	@Override
	public void terminate() throws DebugException {
		getKernel().terminate();
	}

	@Override
	public <T> T getAdapter(Class<T> adapter) {
		if (adapter == KernelThread.class || adapter == IThread.class) {
			return adapter.cast(thread);
		}
		if (adapter == IMemoryBlockRetrieval.class || adapter == IMemoryBlockRetrievalExtension.class) {
			return adapter.cast(thread.memory());
		}
		return super.getAdapter(adapter);
	}
}
