// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editing;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.commands.operations.IAdvancedUndoableOperation2;
import org.eclipse.core.runtime.IAdaptable;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.BridgeException;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.api.FrameWord;
import org.fluke.debug.KernelThread;
import org.fluke.debug.PendingEdit.Change;
import org.fluke.ui.internal.Messages;

/**
 * An edit that the kernel has taken. Undoing it gives the words their old values back and makes the changes pending
 * again, but only as long as the frame still holds what was applied.
 */
final class ApplyOperation extends FrameOperation implements IAdvancedUndoableOperation2 {

	private static final long LOOK_MILLIS = 50;

	private final Map<FrameWord, Change> changes;

	ApplyOperation(KernelThread thread, Map<FrameWord, Change> changes) {
		super(NLS.bind(Messages.ApplyOperation_name, thread.getName()), thread);
		this.changes = changes;
	}

	@Override
	public boolean runInBackground() {
		return true;
	}

	@Override
	public void setQuietCompute(boolean quiet) {
		// Asks nothing.
	}

	@Override
	public IStatus computeExecutionStatus(IProgressMonitor monitor) {
		return Status.OK_STATUS;
	}

	@Override
	public IStatus execute(IProgressMonitor monitor, IAdaptable info) {
		throw new UnsupportedOperationException("comes into the history when it is done"); //$NON-NLS-1$
	}

	@Override
	public IStatus redo(IProgressMonitor monitor, IAdaptable info) throws ExecutionException {
		thread().pendingEdit().restore(changes);
		return await(thread().applyPendingEdit(), monitor);
	}

	@Override
	public IStatus undo(IProgressMonitor monitor, IAdaptable info) throws ExecutionException {
		int[] now = thread().state().words();
		FrameEdit back = new FrameEdit(thread().getKernel().api(), now);
		for (Map.Entry<FrameWord, Change> each : changes.entrySet()) {
			FrameWord word = each.getKey();
			if (now[word.index()] != each.getValue().value()) {
				throw new ExecutionException(NLS.bind(Messages.ApplyOperation_goneOn,
						new Object[] { thread().getName(), word.name(), FrameDecoder.hex(now[word.index()]) }));
			}
			back.set(word, each.getValue().seen());
		}
		IStatus status = await(thread().apply(back), monitor);
		if (status.isOK()) {
			thread().pendingEdit().restore(changes);
		}
		return status;
	}

	private static IStatus await(CompletableFuture<?> request, IProgressMonitor monitor) throws ExecutionException {
		while (true) {
			try {
				request.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
				return Status.OK_STATUS;
			} catch (TimeoutException e) {
				if (monitor != null && monitor.isCanceled()) {
					request.cancel(true);
					return Status.CANCEL_STATUS;
				}
			} catch (java.util.concurrent.ExecutionException e) {
				Throwable cause = BridgeException.unwrap(e);
				throw new ExecutionException(cause.getMessage(), cause);
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				return Status.CANCEL_STATUS;
			}
		}
	}
}
