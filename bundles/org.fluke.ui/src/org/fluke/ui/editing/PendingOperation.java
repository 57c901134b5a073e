// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editing;

import java.util.Map;

import org.eclipse.core.runtime.IAdaptable;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.fluke.bridge.api.FrameWord;
import org.fluke.debug.KernelThread;
import org.fluke.debug.PendingEdit.Change;

/** Changes what is pending; the kernel hears nothing of it. */
final class PendingOperation extends FrameOperation {

	private final Map<FrameWord, Change> before;
	private final Map<FrameWord, Change> after;

	PendingOperation(String label, KernelThread thread, Map<FrameWord, Change> after) {
		super(label, thread);
		this.before = thread.pendingEdit().changes();
		this.after = after;
	}

	@Override
	public IStatus execute(IProgressMonitor monitor, IAdaptable info) {
		return redo(monitor, info);
	}

	@Override
	public IStatus redo(IProgressMonitor monitor, IAdaptable info) {
		thread().pendingEdit().restore(after);
		return Status.OK_STATUS;
	}

	@Override
	public IStatus undo(IProgressMonitor monitor, IAdaptable info) {
		thread().pendingEdit().restore(before);
		return Status.OK_STATUS;
	}
}
