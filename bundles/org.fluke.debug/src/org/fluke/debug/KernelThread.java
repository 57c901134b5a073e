// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.model.IBreakpoint;
import org.eclipse.debug.core.model.IMemoryBlockRetrieval;
import org.eclipse.debug.core.model.IMemoryBlockRetrievalExtension;
import org.eclipse.debug.core.model.IStackFrame;
import org.eclipse.debug.core.model.IThread;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.BridgeException;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.KernelSession;
import org.fluke.bridge.api.Cause;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.debug.internal.Messages;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.ThreadState;

/**
 * A thread of the kernel. What it says about itself is what the latest snapshot says. Requests don't block: each returns a
 * future that completes when the kernel has accepted it and a snapshot gathered after that was delivered.
 */
public final class KernelThread extends KernelDebugElement implements IThread {

	private final int tid;
	private final PendingEdit edit;
	private final RestartPointFrame frame;
	private final ThreadMemory memory = new ThreadMemory(this);
	private volatile ThreadState state;
	private volatile boolean gone;
	private volatile boolean stepping;

	KernelThread(KernelDebugTarget target, ThreadState state) {
		super(target);
		this.tid = state.tid();
		this.state = state;
		edit = new PendingEdit(target.api());
		frame = new RestartPointFrame(this);
	}

	/** @return the thread's number, the same in a stock gdb */
	public int tid() {
		return tid;
	}

	/** @return the thread as it was in the latest snapshot that it was in */
	public ThreadState state() {
		return state;
	}

	/** @return changes to its frame that were typed and not applied yet */
	public PendingEdit pendingEdit() {
		return edit;
	}

	/** @return the memory of its space */
	public ThreadMemory memory() {
		return memory;
	}

	/** @return its only frame */
	public RestartPointFrame frame() {
		return frame;
	}

	/** @return whether it exists and the kernel can be reached */
	public boolean isAvailable() {
		return !gone && getKernel().isConnected();
	}

	/** Takes what a new snapshot says. Fires events for what changed. */
	void update(ThreadState now, boolean quiet) {
		ThreadState before = state;
		state = now;
		gone = false;
		frame.changed(before, now);
		if (!now.looksLike(before)) {
			memory.changed();
		}
		if (before.isStopped() != now.isStopped()) {
			if (now.isStopped()) {
				boolean step = stepping;
				stepping = false;
				fireSuspendEvent(step ? DebugEvent.STEP_END : DebugEvent.CLIENT_REQUEST);
			} else {
				fireResumeEvent(stepping ? DebugEvent.STEP_OVER : DebugEvent.CLIENT_REQUEST);
			}
		} else if (now.isStopped() && !now.looksLike(before)) {
			fireChangeEvent(DebugEvent.CONTENT);
			frame.fireChangeEvent(DebugEvent.CONTENT);
		} else if (!quiet && !now.looksLike(before)) {
			fireChangeEvent(DebugEvent.STATE);
		}
	}

	/** The kernel has said that this thread stopped; the next snapshot will say the same. */
	void reportedStop() {
		if (stepping && state.isStopped()) {
			// It ran and stopped again between two snapshots.
			stepping = false;
			fireSuspendEvent(DebugEvent.STEP_END);
		}
	}

	void vanished() {
		gone = true;
		fireTerminateEvent();
	}

	/**
	 * Stops it at its restart point.
	 *
	 * @return done
	 */
	public CompletableFuture<KernelSnapshot> requestStop() {
		return request(NLS.bind(Messages.KernelThread_stop, name()), s -> s.stop(tid));
	}

	/**
	 * Lets it go on.
	 *
	 * @return done
	 */
	public CompletableFuture<KernelSnapshot> requestResume() {
		return request(NLS.bind(Messages.KernelThread_resume, name()), s -> s.resume(tid));
	}

	/**
	 * Runs it until its frame next names another entry point, advances or rolls back.
	 *
	 * @return it is on its way
	 */
	public CompletableFuture<KernelSnapshot> requestStep() {
		stepping = true;
		return request(NLS.bind(Messages.KernelThread_step, name()), s -> s.step(tid)).whenComplete((s, e) -> {
			if (e != null) {
				stepping = false;
			}
		});
	}

	/**
	 * Runs it until an event.
	 *
	 * @param cause which event, null for any
	 * @param entry at which entry point, null for any
	 * @return it is on its way
	 */
	public CompletableFuture<KernelSnapshot> requestUntil(Cause cause, EntryPoint entry) {
		String what = (cause == null ? "" : cause.name()) + (entry == null ? "" : ' ' + entry.name()); //$NON-NLS-1$ //$NON-NLS-2$
		stepping = true;
		return request(NLS.bind(Messages.KernelThread_until, name(), what.strip()), s -> s.until(tid, cause, entry))
				.whenComplete((s, e) -> {
					if (e != null) {
						stepping = false;
					}
				});
	}

	/**
	 * Applies the pending edit, all words at once. If the kernel refuses, the edit stays pending.
	 *
	 * @return done
	 */
	public CompletableFuture<KernelSnapshot> applyPendingEdit() {
		FrameEdit now = edit.on(state.words());
		if (now.isEmpty()) {
			return CompletableFuture.failedFuture(new BridgeException(Messages.KernelThread_nothingToApply));
		}
		FrameEdit.Problem error = now.problems().stream().filter(p -> p.severity() == FrameEdit.Severity.ERROR)
				.findFirst().orElse(null);
		if (error != null) {
			return CompletableFuture.failedFuture(new BridgeException(
					NLS.bind(Messages.KernelThread_failed, error.word().name(), error.message())));
		}
		Map<Integer, Integer> registers = now.toRegisters();
		// Pending until a snapshot shows it: the old value is never seen again in between.
		return request(NLS.bind(Messages.KernelThread_applying, name()), s -> s.edit(tid, registers))
				.whenComplete((snapshot, failure) -> {
					if (failure == null) {
						edit.applied(registers);
					}
				});
	}

	/**
	 * Applies an edit.
	 *
	 * @param change to this thread's frame, without errors
	 * @return done
	 */
	public CompletableFuture<KernelSnapshot> apply(FrameEdit change) {
		Map<Integer, Integer> registers = change.toRegisters();
		return registers.isEmpty() ? CompletableFuture.completedFuture(null)
				: request(NLS.bind(Messages.KernelThread_applying, name()), s -> s.edit(tid, registers));
	}

	private CompletableFuture<KernelSnapshot> request(String what,
			Function<KernelSession, CompletableFuture<Void>> action) {
		if (gone) {
			return getKernel().failed(what, new BridgeException(Messages.KernelThread_gone));
		}
		return getKernel().request(what, action);
	}

	private String name() {
		return state.name();
	}

	@Override
	public String getName() {
		return name();
	}

	@Override
	public int getPriority() {
		return state.word("sched_val"); //$NON-NLS-1$
	}

	@Override
	public IStackFrame[] getStackFrames() {
		return isTerminated() ? new IStackFrame[0] : new IStackFrame[] { frame };
	}

	@Override
	public IStackFrame getTopStackFrame() {
		return isTerminated() ? null : frame;
	}

	@Override
	public boolean hasStackFrames() {
		return !isTerminated();
	}

	@Override
	public IBreakpoint[] getBreakpoints() {
		return new IBreakpoint[0];
	}

	@Override
	public boolean canResume() {
		return isAvailable() && state.isStopped();
	}

	@Override
	public boolean canSuspend() {
		return isAvailable() && !state.isStopped();
	}

	@Override
	public boolean isSuspended() {
		return !gone && state.isStopped();
	}

	@Override
	public void resume() {
		logFailure(requestResume());
	}

	@Override
	public void suspend() {
		logFailure(requestStop());
	}

	@Override
	public boolean canStepInto() {
		return canResume();
	}

	@Override
	public boolean canStepOver() {
		return canResume();
	}

	@Override
	public boolean canStepReturn() {
		return false;
	}

	@Override
	public boolean isStepping() {
		return stepping;
	}

	@Override
	public void stepInto() {
		logFailure(requestStep());
	}

	@Override
	public void stepOver() {
		logFailure(requestStep());
	}

	@Override
	public void stepReturn() throws DebugException {
		// Never enabled: a restart point has no caller.
		notSupported("stepReturn", null); //$NON-NLS-1$
	}

	@Override
	public boolean canTerminate() {
		return getKernel().canTerminate();
	}

	@Override
	public boolean isTerminated() {
		return gone || getKernel().isTerminated();
	}

	@Override
	public void terminate() {
		getKernel().terminate();
	}

	@Override
	public <T> T getAdapter(Class<T> adapter) {
		if (adapter == KernelThread.class) {
			return adapter.cast(this);
		}
		if (adapter == IMemoryBlockRetrieval.class || adapter == IMemoryBlockRetrievalExtension.class) {
			return adapter.cast(memory);
		}
		return super.getAdapter(adapter);
	}

	private void logFailure(CompletableFuture<?> request) {
		request.whenComplete((v, e) -> {
			if (e != null) {
				Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
				getKernel().report(FlukeDebug.error(cause.getMessage(), cause));
			}
		});
	}

	@Override
	public String toString() {
		return state.toString();
	}
}
