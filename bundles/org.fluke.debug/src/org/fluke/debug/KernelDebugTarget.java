// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;

import org.eclipse.core.resources.IMarkerDelta;
import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.model.IBreakpoint;
import org.eclipse.debug.core.model.IDebugTarget;
import org.eclipse.debug.core.model.IMemoryBlock;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.core.model.IThread;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.AbiBlock;
import org.fluke.bridge.BridgeException;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.KernelSession;
import org.fluke.bridge.KernelSessionListener;
import org.fluke.bridge.ThreadChange;
import org.fluke.bridge.ThreadImage;
import org.fluke.bridge.ThreadStop;
import org.fluke.bridge.api.ApiTable;
import org.fluke.debug.internal.KernelProcess;
import org.fluke.debug.internal.Messages;
import org.fluke.debug.internal.SnapshotReader;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.SnapshotService;
import org.fluke.debug.snapshot.SnapshotStatus;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.qemu.MachineExit;
import org.fluke.qemu.MachineListener;
import org.fluke.model.ThreadObject;
import org.fluke.qemu.QemuMachine;

/** A kernel in QEMU, connected to through its live door. It keeps running while it is watched. */
public final class KernelDebugTarget extends KernelDebugElement implements IDebugTarget {

	private static final String PANIC = "panic: "; //$NON-NLS-1$
	private static final String READY = "debugd: ready"; //$NON-NLS-1$
	private static final Duration BOOT_PATIENCE = Duration.ofSeconds(60);

	/** With more changes than this in one snapshot, only the whole is said to have changed. */
	private static final int MANY_CHANGES = 50;

	/**
	 * A frame in memory.
	 *
	 * @param thread as it was, with its links
	 * @param sentence what it was about to do
	 * @param sequence of its snapshot
	 */
	public record KeptFrame(ThreadObject thread, String sentence, long sequence) {
	}

	private final ILaunch launch;
	private final QemuMachine machine;
	private final KernelSession session;
	private final KernelProcess process;
	private final String name;
	private final FrameDecoder decoder;
	private final SnapshotService snapshots;
	private final TraceLog trace;
	private final TransferTotals transfers;
	private final Map<Integer, KernelThread> threads = new TreeMap<>();
	private volatile CompletableFuture<AbiBlock> abi;
	/** Threads that do not exist any more; one that is created again is the same for all who hold it. */
	private final Map<Integer, KernelThread> former = new HashMap<>();
	private final Deque<KeptFrame> keptFrames = new ConcurrentLinkedDeque<>();
	private final KernelBreakpoints breakpoints = new KernelBreakpoints(this);
	private volatile String endReason = ""; //$NON-NLS-1$
	private volatile boolean disconnected;
	private volatile boolean terminated;
	private volatile boolean panicked;

	/**
	 * @param launch that this target belongs to
	 * @param name of the kernel: configuration and scenario
	 * @param machine in which the kernel runs
	 * @param session through its live door
	 * @param process the machine's console
	 */
	public KernelDebugTarget(ILaunch launch, String name, QemuMachine machine, KernelSession session,
			KernelProcess process) {
		super(null);
		this.launch = launch;
		this.name = NLS.bind(Messages.KernelDebugTarget_name, name);
		this.machine = machine;
		this.session = session;
		this.process = process;
		decoder = new FrameDecoder(session.api());
		trace = new TraceLog(session);
		transfers = new TransferTotals(session, trace);
		SnapshotReader reader = new SnapshotReader(session.api());
		snapshots = new SnapshotService(name, () -> session.snapshot()
				.thenCompose(model -> trace.fetch().thenApply(done -> reader.read(model))));
		snapshots.addListener(this::take);
	}

	/** Begins to watch the kernel; called once, after the target was added to its launch. */
	public void start() {
		fireCreationEvent();
		session.addListener(new KernelSessionListener() {
			@Override
			public void stopped(ThreadStop stop) {
				thread(stop.tid()).ifPresent(t -> t.reportedStop(stop));
				snapshots.threadStopped();
			}

			@Override
			public void changed(ThreadChange change) {
				snapshots.refresh();
			}

			@Override
			public void disconnected(String reason) {
				connectionLost(reason);
			}
		});
		if (!session.isConnected()) {
			connectionLost(session.disconnectReason().orElse("")); //$NON-NLS-1$
		}
		breakpoints.start();
		machine.addListener(new MachineListener() {
			@Override
			public void consoleLine(String line) {
				if (line.startsWith(PANIC)) {
					panicked(line.substring(PANIC.length()));
				}
			}
		});
		machine.exit().thenAccept(this::machineEnded);
		snapshots.start();
	}

	@Override
	public KernelDebugTarget getKernel() {
		return this;
	}

	/** @return what is known of the kernel's API */
	public ApiTable api() {
		return session.api();
	}

	/** @return says in words what frames mean */
	public FrameDecoder decoder() {
		return decoder;
	}

	/**
	 * What the kernel says about itself. Asked for once, when first wanted.
	 *
	 * @return it; fails with a {@link BridgeException} while no thread is known
	 */
	public CompletableFuture<AbiBlock> abi() {
		CompletableFuture<AbiBlock> asked = abi;
		if (asked == null || asked.isCompletedExceptionally()) {
			KernelSnapshot latest = snapshots.latest();
			asked = latest == null || latest.threads().isEmpty()
					? CompletableFuture.failedFuture(new BridgeException(snapshots.status().message()))
					: AbiBlock.read(session, latest.threads().get(0).tid());
			abi = asked;
		}
		return asked;
	}

	/** @return fetches what everybody shows */
	public SnapshotService snapshots() {
		return snapshots;
	}

	/** @return a snapshot gathered after this call, for which every object is read from the kernel again */
	public CompletableFuture<KernelSnapshot> readWhole() {
		session.readWhole();
		return snapshots.refresh();
	}

	/** @return what was recorded of its threads */
	public TraceLog trace() {
		return trace;
	}

	/** @return the connection, for what this model has no method for */
	public KernelSession session() {
		return session;
	}

	/** @return the machine in which the kernel runs */
	public QemuMachine machine() {
		return machine;
	}

	/** @return whether the kernel can be asked and told */
	public boolean isConnected() {
		return !disconnected && !terminated && !panicked;
	}

	/** @return whether the kernel can be restarted in its machine: also one that has panicked */
	public boolean canRestart() {
		return !disconnected && !terminated;
	}

	/**
	 * Starts the kernel anew in its machine. Launch, breakpoints, and threads that have the same numbers and names again,
	 * stay.
	 *
	 * @return the new kernel's first snapshot
	 */
	public CompletableFuture<KernelSnapshot> requestRestart() {
		String what = NLS.bind(Messages.KernelDebugTarget_restarting, name);
		if (!canRestart()) {
			return failed(what, new BridgeException(endReason));
		}
		snapshots.halted(what);
		return session.restart(() -> machine.restart().thenRun(() -> {
			panicked = false;
			endReason = ""; //$NON-NLS-1$
		}).thenCompose(done -> machine.awaitConsoleLine(line -> line.contains(READY), BOOT_PATIENCE)))
				.thenCompose(done -> {
					breakpoints.restarted();
					snapshots.restarted();
					return snapshots.refresh();
				}).whenComplete((snapshot, e) -> fireChangeEvent(DebugEvent.STATE)).exceptionallyCompose(e -> failed(what, e));
	}

	/**
	 * Creates a thread with a frame and links of any snapshot, also one out of a file, or gives them to the thread that is
	 * there. It is left stopped.
	 *
	 * @param saved the thread as it was
	 * @return the snapshot that shows it
	 */
	public CompletableFuture<KernelSnapshot> requestRestore(ThreadObject saved) {
		return requestRestore(saved, saved);
	}

	/**
	 * As {@link #requestRestore(ThreadObject)}, for a thread that may be at another address now.
	 *
	 * @param saved the thread as it was
	 * @param as the thread of the latest snapshot that becomes the saved one
	 * @return the snapshot that shows it
	 */
	public CompletableFuture<KernelSnapshot> requestRestore(ThreadObject saved, ThreadObject as) {
		return request(NLS.bind(Messages.KernelThread_create, saved.getName()), s -> {
			try {
				return s.restore(ThreadImage.of(saved, snapshots.latest().model(), as)).thenApply(tid -> null);
			} catch (BridgeException e) {
				return CompletableFuture.failedFuture(e);
			}
		});
	}

	/** @return frames that the user has kept for {@link #requestRestore}, the latest first */
	public List<KeptFrame> keptFrames() {
		return List.copyOf(keptFrames);
	}

	/**
	 * Keeps the present frame of a thread in memory, as long as there is this launch.
	 *
	 * @param thread of this kernel
	 * @return what was kept, empty if the latest snapshot does not have the thread
	 */
	public Optional<KeptFrame> keep(KernelThread thread) {
		KernelSnapshot snapshot = snapshots.latest();
		Optional<KeptFrame> kept = snapshot == null ? Optional.empty() : snapshot.threadModel(thread.tid())
				.map(t -> new KeptFrame(t, decoder.sentence(t), snapshot.sequence()));
		kept.ifPresent(keptFrames::addFirst);
		return kept;
	}

	/** @return how long the messages were at first that move now */
	public TransferTotals transfers() {
		return transfers;
	}

	/** @return whether names and numbers of the kernel's API are those that are known here */
	public boolean isApiKnown() {
		return session.isTableKnown();
	}

	/** @return why there is no connection any more, one sentence; empty while there is one */
	public String endReason() {
		return endReason;
	}

	/**
	 * @param tid of a thread
	 * @return the thread, empty if the latest snapshot has none of this number
	 */
	public Optional<KernelThread> thread(int tid) {
		synchronized (threads) {
			return Optional.ofNullable(threads.get(tid));
		}
	}

	/** @return the threads of the latest snapshot */
	public List<KernelThread> threads() {
		synchronized (threads) {
			return List.copyOf(threads.values());
		}
	}

	private void take(KernelSnapshot snapshot, SnapshotStatus status) {
		if (snapshot == null || status.kind() == SnapshotStatus.Kind.DISCONNECTED) {
			return;
		}
		Map<KernelThread, ThreadState> updates = new LinkedHashMap<>();
		List<KernelThread> added = new ArrayList<>();
		List<KernelThread> removed = new ArrayList<>();
		int changes = 0;
		synchronized (threads) {
			for (ThreadState state : snapshot.threads()) {
				KernelThread thread = threads.get(state.tid());
				if (thread != null && !thread.getName().equals(state.name())) {
					// Another kernel's thread of this number.
					removed.add(thread);
					thread = null;
				}
				if (thread == null) {
					KernelThread again = former.remove(state.tid());
					if (again != null && again.getName().equals(state.name())) {
						thread = again;
						updates.put(thread, state);
					} else {
						thread = new KernelThread(this, state);
					}
					threads.put(state.tid(), thread);
					added.add(thread);
				} else if (thread.state() != state) {
					changes += state.looksLike(thread.state()) ? 0 : 1;
					updates.put(thread, state);
				}
			}
			threads.values().removeIf(t -> {
				boolean is = snapshot.thread(t.tid()).isEmpty();
				if (is) {
					removed.add(t);
					former.put(t.tid(), t);
				}
				return is;
			});
		}
		breakpoints.synchronize();
		boolean many = changes > MANY_CHANGES;
		updates.forEach((thread, state) -> thread.update(state, many));
		removed.forEach(KernelThread::vanished);
		if (many || added.size() > MANY_CHANGES) {
			fireChangeEvent(DebugEvent.CONTENT);
		} else {
			added.forEach(KernelThread::fireCreationEvent);
		}
	}

	/**
	 * Tells the kernel something, and waits for a snapshot gathered after it was accepted.
	 *
	 * @param what one phrase for a human, for the message when it fails
	 * @param action tells it
	 * @return the snapshot
	 */
	CompletableFuture<KernelSnapshot> request(String what, Function<KernelSession, CompletableFuture<Void>> action) {
		if (!isConnected()) {
			return failed(what, new BridgeException(endReason));
		}
		return action.apply(session).thenCompose(done -> snapshots.refresh()).exceptionallyCompose(e -> failed(what, e));
	}

	CompletableFuture<KernelSnapshot> failed(String what, Throwable failure) {
		Throwable cause = BridgeException.unwrap(failure);
		return CompletableFuture.failedFuture(
				new BridgeException(NLS.bind(Messages.KernelThread_failed, what, cause.getMessage()), cause));
	}

	/**
	 * Lets every stopped thread of the scenario go on.
	 *
	 * @return done
	 */
	public CompletableFuture<KernelSnapshot> requestResumeScenario() {
		return request(NLS.bind(Messages.KernelThread_resume, name), s -> s.resume(KernelSession.ALL_SCENARIO_THREADS));
	}

	/** Writes a failure where the user looks: on the console, and in the log. */
	void report(IStatus status) {
		FlukeDebug.log().log(status);
		process.error(status.getMessage());
	}

	KernelBreakpoints breakpoints() {
		return breakpoints;
	}

	/** It stands still; its machine goes on, for the machine door and for a restart. */
	private void panicked(String reason) {
		synchronized (this) {
			if (disconnected || terminated) {
				return;
			}
			panicked = true;
			endReason = NLS.bind(Messages.KernelDebugTarget_panicked, reason);
		}
		snapshots.halted(endReason);
		process.error(endReason);
		fireChangeEvent(DebugEvent.STATE);
	}

	private void connectionLost(String reason) {
		synchronized (this) {
			if (disconnected || terminated) {
				return;
			}
			disconnected = true;
			if (endReason.isEmpty()) {
				endReason = NLS.bind(Messages.KernelDebugTarget_connectionLost, reason);
			}
		}
		breakpoints.stop();
		snapshots.disconnected(endReason);
		fireChangeEvent(DebugEvent.STATE);
	}

	private void machineEnded(MachineExit exit) {
		synchronized (this) {
			if (terminated) {
				return;
			}
			terminated = true;
			disconnected = true;
			endReason = NLS.bind(Messages.KernelDebugTarget_ended, exit.reason());
		}
		session.close();
		breakpoints.stop();
		snapshots.disconnected(endReason);
		if (!exit.requested()) {
			process.error(endReason);
		}
		List<KernelThread> last;
		synchronized (threads) {
			// They stay, for views that go on showing the last snapshot.
			last = List.copyOf(threads.values());
		}
		last.forEach(KernelThread::vanished);
		fireTerminateEvent();
		// Else the Debug view keeps rows of threads, as they were up to half a second before.
		fireChangeEvent(DebugEvent.CONTENT);
	}

	@Override
	public IDebugTarget getDebugTarget() {
		return this;
	}

	@Override
	public ILaunch getLaunch() {
		return launch;
	}

	@Override
	public IProcess getProcess() {
		return process;
	}

	@Override
	public IThread[] getThreads() {
		return terminated ? new IThread[0] : threads().toArray(IThread[]::new);
	}

	@Override
	public boolean hasThreads() {
		return getThreads().length > 0;
	}

	@Override
	public String getName() {
		return name;
	}

	@Override
	public boolean supportsBreakpoint(IBreakpoint breakpoint) {
		return breakpoint instanceof EntryBreakpoint;
	}

	@Override
	public boolean canTerminate() {
		return !terminated;
	}

	@Override
	public boolean isTerminated() {
		return terminated;
	}

	@Override
	public void terminate() {
		Job.create(Messages.KernelDebugTarget_terminating, (ICoreRunnable) monitor -> machine.close()).schedule();
	}

	@Override
	public boolean canResume() {
		return isConnected() && threads().stream().anyMatch(t -> t.state().isScenario() && t.state().isStopped());
	}

	@Override
	public boolean canSuspend() {
		return isConnected() && threads().stream().anyMatch(t -> t.state().isScenario() && !t.state().isStopped());
	}

	@Override
	public boolean isSuspended() {
		return false;
	}

	@Override
	public void resume() {
		requestResumeScenario().whenComplete(this::reportFailure);
	}

	@Override
	public void suspend() {
		threads().stream().filter(t -> t.state().isScenario() && !t.state().isStopped())
				.forEach(t -> t.requestStop().whenComplete(this::reportFailure));
	}

	private void reportFailure(Object result, Throwable failure) {
		if (failure != null) {
			Throwable cause = BridgeException.unwrap(failure);
			report(FlukeDebug.error(cause.getMessage(), cause));
		}
	}

	@Override
	public boolean canDisconnect() {
		return isConnected();
	}

	@Override
	public boolean isDisconnected() {
		return disconnected;
	}

	@Override
	public void disconnect() {
		synchronized (this) {
			if (endReason.isEmpty()) {
				endReason = Messages.KernelDebugTarget_disconnected;
			}
		}
		session.close();
	}

	@Override
	public boolean supportsStorageRetrieval() {
		return false;
	}

	@Override
	public IMemoryBlock getMemoryBlock(long startAddress, long length) throws DebugException {
		notSupported("getMemoryBlock", null); //$NON-NLS-1$
		return null;
	}

	@Override
	public void breakpointAdded(IBreakpoint breakpoint) {
		// See KernelBreakpoints, which hears of them itself.
	}

	@Override
	public void breakpointRemoved(IBreakpoint breakpoint, IMarkerDelta delta) {
		// See breakpointAdded.
	}

	@Override
	public void breakpointChanged(IBreakpoint breakpoint, IMarkerDelta delta) {
		// See breakpointAdded.
	}
}
