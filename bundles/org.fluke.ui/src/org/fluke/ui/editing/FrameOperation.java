// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editing;

import org.eclipse.core.commands.operations.AbstractOperation;
import org.fluke.debug.KernelThread;

/** Something done to a thread's frame, which can be undone and redone as long as there is the thread. */
abstract class FrameOperation extends AbstractOperation {

	private final KernelThread thread;

	FrameOperation(String label, KernelThread thread) {
		super(label);
		this.thread = thread;
	}

	final KernelThread thread() {
		return thread;
	}

	@Override
	public final boolean canUndo() {
		return thread.isAvailable();
	}

	@Override
	public final boolean canRedo() {
		return thread.isAvailable();
	}
}
