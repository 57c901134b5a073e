// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.util.Map;
import java.util.OptionalInt;
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
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.KernelSession;
import org.fluke.bridge.Surroundings;
import org.fluke.bridge.ThreadStop;
import org.fluke.bridge.api.Cause;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.api.FrameWord;
import org.fluke.debug.internal.Messages;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.ThreadState;

/**
 * A thread of the kernel. What it says about itself is what the latest snapshot says. Requests don't block: each returns a
 * future that completes when the kernel has accepted it and a snapshot gathered after that was delivered.
 */
public final class KernelThread extends KernelDebugElement implements IThread {

	private static final IBreakpoint[] NO_BREAKPOINTS = new IBreakpoint[0];
	private static final int SIGNAL_TRAP = 5;

	private final int tid;
	private final PendingEdit edit;
	private final RestartPointFrame frame;
	private final ThreadMemory memory = new ThreadMemory(this);
	private volatile ThreadState state;
	private volatile boolean gone;
	private volatile boolean stepping;
	/** Whether the kernel has said that it stopped by itself: not because it was told to. */
	private volatile boolean stopCame;
	private volatile IBreakpoint[] hit = NO_BREAKPOINTS;
	/** The frame with which the present one is compared: that of the last stop, or the last one that was different. */
	private volatile ThreadState compared;
	private ThreadState lastStop;

	KernelThread(KernelDebugTarget target, ThreadState state) {
		super(target);
		this.tid = state.tid();
		this.state = state;
		edit = new PendingEdit(target.api());
		frame = new RestartPointFrame(this);
		compared = state;
		lastStop = state.isStopped() ? state : null;
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

	/**
	 * The frame with which to compare the present one: what it was when the thread stopped the last time, before whatever
	 * it has done since; for a thread that does not stop, the last one that was different.
	 *
	 * @return never null; the present frame if nothing has changed yet
	 */
	public ThreadState compared() {
		return compared;
	}

	/**
	 * What the thread is about to do: the decoder's sentence, with the length that a moving message had at first.
	 *
	 * @param now the thread in some snapshot
	 * @return a sentence without its full stop
	 */
	public String sentence(ThreadState now) {
		OptionalInt total = TransferTotals.isTransfer(now) ? getKernel().transfers().total(now) : OptionalInt.empty();
		return total.isPresent() ? getKernel().decoder().sentence(now.words(), total.getAsInt() / Integer.BYTES)
				: getKernel().decoder().sentence(now.words());
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
		compare(before, now);
		frame.changed(compared, now);
		if (!now.looksLike(before)) {
			memory.changed();
		}
		if (before.isStopped() != now.isStopped()) {
			if (now.isStopped()) {
				suspended();
			} else {
				hit = NO_BREAKPOINTS;
				fireResumeEvent(stepping ? DebugEvent.STEP_OVER : DebugEvent.CLIENT_REQUEST);
			}
		} else if (now.isStopped() && !now.looksLike(before)) {
			if (stopCame) {
				stoppedAgain();
			}
			fireChangeEvent(DebugEvent.CONTENT);
			frame.fireChangeEvent(DebugEvent.CONTENT);
		} else if (!quiet && !now.looksLike(before)) {
			fireChangeEvent(DebugEvent.STATE);
		}
	}

	private void compare(ThreadState before, ThreadState now) {
		if (before.isStopped()) {
			lastStop = before;
		}
		if (before.hasFrameOf(now)) {
			return;
		}
		compared = now.isStopped() && lastStop != null ? lastStop : before;
	}

	/** It ran and stopped between two snapshots. */
	private void stoppedAgain() {
		hit = getKernel().breakpoints().at(state);
		stopCame = false;
		if (hit.length > 0) {
			fireSuspendEvent(DebugEvent.BREAKPOINT);
		}
	}

	private void suspended() {
		boolean step = stepping;
		stepping = false;
		hit = stopCame ? getKernel().breakpoints().at(state) : NO_BREAKPOINTS;
		stopCame = false;
		fireSuspendEvent(hit.length > 0 ? DebugEvent.BREAKPOINT : step ? DebugEvent.STEP_END : DebugEvent.CLIENT_REQUEST);
	}

	/** The kernel has said that this thread stopped; the next snapshot will say the same. */
	void reportedStop(ThreadStop stop) {
		stopCame = stop.signal() == SIGNAL_TRAP;
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
	 * {@code thread_interrupt}: it wakes and takes its interrupt handler, or keeps the interrupt pending.
	 *
	 * @return done
	 */
	public CompletableFuture<KernelSnapshot> requestInterrupt() {
		return request(NLS.bind(Messages.KernelThread_interrupt, name()), s -> s.interrupt(tid));
	}

	/**
	 * Destroys it. Its last frame stays here ({@link #state()}), and the kernel's debugger keeps it for {@link #requestCreate}.
	 *
	 * @return done
	 */
	public CompletableFuture<KernelSnapshot> requestDestroy() {
		return request(NLS.bind(Messages.KernelThread_destroy, name()), s -> s.destroy(tid));
	}

	/**
	 * Creates it from scratch with the frame and the links that it had when it was destroyed. It is left stopped.
	 *
	 * @return done
	 */
	public CompletableFuture<KernelSnapshot> requestCreate() {
		return getKernel().request(NLS.bind(Messages.KernelThread_create, name()), s -> s.create(tid));
	}

	/** @return whether it was destroyed while its kernel goes on */
	public boolean isDestroyed() {
		return gone && getKernel().isConnected();
	}

	/**
	 * Applies the pending edit, all words at once, to the frame as it is now. If the kernel refuses, if there is an error in
	 * the edit, or if somebody else has changed one of its words, nothing is changed and the edit stays pending.
	 *
	 * @return done
	 */
	public CompletableFuture<KernelSnapshot> applyPendingEdit() {
		if (edit.isEmpty()) {
			return CompletableFuture.failedFuture(new BridgeException(Messages.KernelThread_nothingToApply));
		}
		// What other clients did since the last snapshot has to be seen before it is overwritten.
		return request(NLS.bind(Messages.KernelThread_applying, name()), s -> CompletableFuture.completedFuture(null))
				.thenCompose(this::applyOn);
	}

	private CompletableFuture<KernelSnapshot> applyOn(KernelSnapshot snapshot) {
		ThreadState now = snapshot.thread(tid).orElse(state);
		int[] words = now.words();
		FrameWord conflict = edit.conflicts(words).stream().findFirst().orElse(null);
		if (conflict != null) {
			return CompletableFuture.failedFuture(
					new BridgeException(NLS.bind(Messages.KernelThread_conflict, conflict.name(), FrameDecoder.hex(now.word(conflict)))));
		}
		Map<FrameWord, PendingEdit.Change> pending = edit.changes();
		FrameEdit change = edit.on(words, Surroundings.of(snapshot.model(), tid));
		FrameEdit.Problem error = change.error().orElse(null);
		if (error != null) {
			return CompletableFuture.failedFuture(new BridgeException(
					NLS.bind(Messages.KernelThread_failed, error.word().name(), error.message())));
		}
		// Pending until a snapshot shows it: the old value is never seen again in between.
		return apply(change).whenComplete((shown, failure) -> {
			if (failure == null) {
				edit.applied(pending);
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
		return new IStackFrame[] { frame };
	}

	@Override
	public IStackFrame getTopStackFrame() {
		return frame;
	}

	@Override
	public boolean hasStackFrames() {
		return true;
	}

	@Override
	public IBreakpoint[] getBreakpoints() {
		return hit.clone();
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
