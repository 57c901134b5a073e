// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import org.eclipse.core.runtime.IStatus;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.model.IRegister;
import org.eclipse.debug.core.model.IRegisterGroup;
import org.eclipse.debug.core.model.IValue;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.api.FrameWord;
import org.fluke.debug.snapshot.ThreadState;

/** One word of a thread's frame, as the platform's Variables and Registers views show it. */
public final class FrameRegister extends KernelDebugElement implements IRegister {

	private final KernelThread thread;
	private final FrameWord word;
	private FrameRegisterGroup group;
	private volatile boolean changed;

	FrameRegister(KernelThread thread, FrameWord word) {
		super(thread.getKernel());
		this.thread = thread;
		this.word = word;
	}

	void setGroup(FrameRegisterGroup group) {
		this.group = group;
	}

	/** @return which word of the frame */
	public FrameWord word() {
		return word;
	}

	void compare(ThreadState before, ThreadState now) {
		changed = before != null && now != null && before.word(word) != now.word(word);
	}

	@Override
	public IRegisterGroup getRegisterGroup() {
		return group;
	}

	@Override
	public String getName() {
		return word.name();
	}

	@Override
	public String getReferenceTypeName() {
		return "word"; //$NON-NLS-1$
	}

	@Override
	public IValue getValue() {
		int[] words = thread.state().words();
		return new FrameValue(getKernel(), words[word.index()], getKernel().decoder().explain(words, word.name()));
	}

	@Override
	public boolean hasValueChanged() {
		return changed;
	}

	@Override
	public boolean supportsValueModification() {
		return !FrameEdit.isReadOnly(word) && thread.isAvailable();
	}

	@Override
	public boolean verifyValue(String expression) {
		return new FrameEdit(getKernel().api(), thread.state().words()).check(word, expression) == null;
	}

	@Override
	public boolean verifyValue(IValue value) {
		return value instanceof FrameValue;
	}

	@Override
	public void setValue(String expression) throws DebugException {
		FrameEdit edit = new FrameEdit(getKernel().api(), thread.state().words());
		try {
			edit.set(word, expression);
		} catch (IllegalArgumentException e) {
			throw new DebugException(FlukeDebug.error(e.getMessage(), e));
		}
		edit.problems().stream().filter(p -> p.severity() == FrameEdit.Severity.ERROR).findFirst().ifPresent(p -> {
			IStatus status = FlukeDebug.error(p.message(), null);
			getKernel().report(status);
		});
		if (edit.problems().stream().noneMatch(p -> p.severity() == FrameEdit.Severity.ERROR)) {
			thread.apply(edit).thenRun(() -> fireChangeEvent(DebugEvent.CONTENT));
		}
	}

	@Override
	public void setValue(IValue value) throws DebugException {
		if (value instanceof FrameValue frameValue) {
			setValue(String.format("0x%08x", frameValue.value())); //$NON-NLS-1$
		} else {
			throw new DebugException(FlukeDebug.error(String.valueOf(value), null));
		}
	}
}
