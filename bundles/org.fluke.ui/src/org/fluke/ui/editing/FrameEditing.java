// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editing;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;

import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.commands.operations.IOperationHistory;
import org.eclipse.core.commands.operations.IUndoContext;
import org.eclipse.core.commands.operations.IUndoableOperation;
import org.eclipse.core.commands.operations.ObjectUndoContext;
import org.eclipse.core.commands.operations.OperationHistoryFactory;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.api.FrameWord;
import org.fluke.debug.KernelThread;
import org.fluke.debug.PendingEdit.Change;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Messages;

/** The ways in which a user changes a frame. Each can be undone, for each thread by itself. */
public final class FrameEditing {

	private static final Map<KernelThread, IUndoContext> CONTEXTS = new WeakHashMap<>();

	static {
		// What a thread that is gone was changed to is nobody's to undo.
		DebugPlugin.getDefault().addDebugEventListener(events -> {
			for (DebugEvent event : events) {
				if (event.getKind() == DebugEvent.TERMINATE && event.getSource() instanceof KernelThread thread) {
					forget(thread);
				}
			}
		});
	}

	private FrameEditing() {
	}

	/**
	 * @param thread any
	 * @return what its undo and redo are found by
	 */
	public static IUndoContext context(KernelThread thread) {
		synchronized (CONTEXTS) {
			return CONTEXTS.computeIfAbsent(thread, t -> new ObjectUndoContext(t, t.getName()));
		}
	}

	private static void forget(KernelThread thread) {
		IUndoContext context;
		synchronized (CONTEXTS) {
			context = CONTEXTS.remove(thread);
		}
		if (context != null) {
			history().dispose(context, true, true, true);
		}
	}

	/**
	 * Changes a word of what is pending. Setting it to its present value takes the change back.
	 *
	 * @param thread whose frame
	 * @param words the frame as the user sees it
	 * @param word which word of it
	 * @param text what the user typed
	 * @throws IllegalArgumentException with a message for the user
	 */
	public static void set(KernelThread thread, int[] words, FrameWord word, String text) {
		replace(thread, NLS.bind(Messages.FrameEditing_set, word.name()), thread.pendingEdit().with(words, word, text));
	}

	/**
	 * Takes a change of a word back.
	 *
	 * @param thread whose frame
	 * @param word which word of it
	 */
	public static void revert(KernelThread thread, FrameWord word) {
		Map<FrameWord, Change> changes = thread.pendingEdit().changes();
		changes.remove(word);
		replace(thread, NLS.bind(Messages.FrameEditing_revert, word.name()), changes);
	}

	/** @param thread whose pending changes are taken back */
	public static void discard(KernelThread thread) {
		replace(thread, Messages.FrameEditing_discard, Map.of());
	}

	/**
	 * Decides all conflicts for what was typed: it may overwrite what the user sees now.
	 *
	 * @param thread whose frame
	 * @param words the frame as the user sees it
	 */
	public static void keepMine(KernelThread thread, int[] words) {
		replace(thread, Messages.FrameEditing_keepMine, thread.pendingEdit().rebased(words));
	}

	/**
	 * Decides all conflicts against what was typed.
	 *
	 * @param thread whose frame
	 * @param words the frame as the user sees it
	 */
	public static void takeTheirs(KernelThread thread, int[] words) {
		Map<FrameWord, Change> changes = thread.pendingEdit().changes();
		thread.pendingEdit().conflicts(words).forEach(changes::remove);
		replace(thread, Messages.FrameEditing_takeTheirs, changes);
	}

	/**
	 * Applies what is pending.
	 *
	 * @param thread whose frame
	 * @return done
	 */
	public static CompletableFuture<?> apply(KernelThread thread) {
		Map<FrameWord, Change> changes = thread.pendingEdit().changes();
		return thread.applyPendingEdit().thenRun(() -> {
			IUndoableOperation operation = new ApplyOperation(thread, changes);
			operation.addContext(context(thread));
			history().add(operation);
		});
	}

	private static void replace(KernelThread thread, String label, Map<FrameWord, Change> changes) {
		if (changes.equals(thread.pendingEdit().changes())) {
			return;
		}
		IUndoableOperation operation = new PendingOperation(label, thread, changes);
		operation.addContext(context(thread));
		try {
			history().execute(operation, new NullProgressMonitor(), null);
		} catch (ExecutionException e) {
			FlukeUi.log().error(e.getMessage(), e);
		}
	}

	private static IOperationHistory history() {
		return OperationHistoryFactory.getOperationHistory();
	}
}
