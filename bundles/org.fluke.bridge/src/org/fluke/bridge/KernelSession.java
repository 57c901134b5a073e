// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.Cause;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.internal.LiveSession;
import org.fluke.model.Snapshot;
import org.fluke.model.Trace;

/**
 * A running kernel, seen through its live door ({@code kernel/doc/live-door.md}). Nothing here stops the world: the
 * kernel keeps running while it is watched and while one thread's frame is changed.
 * <p>
 * Safe for use by several threads; no method blocks. Every future either completes, or fails with a
 * {@link BridgeException} in at most the session's timeout per packet: {@link RefusedException} when the kernel said no,
 * {@link ProtocolException} when the answer was corrupt, {@link RequestTimeoutException} when there was none, and
 * {@link DisconnectedException} when the connection is gone. Futures complete on a thread of the bridge: don't block
 * there. Cancelling a future stops nothing that the kernel was already told.
 * <p>
 * Threads are named by their <em>tid</em>, the positive number that is also their id in a snapshot.
 */
public interface KernelSession extends AutoCloseable {

	/** Stands for every thread of the scenario where a tid is asked for ({@link #trace(int, boolean)}, {@link #resume}). */
	int ALL_SCENARIO_THREADS = 0xffffffff;

	/** How long a packet may take when nothing else is said. */
	Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * Connects with the API table shipped in this bundle and {@link #DEFAULT_TIMEOUT}.
	 *
	 * @param address the live door
	 * @return the session, when the kernel has answered
	 */
	static CompletableFuture<KernelSession> connect(DoorAddress address) {
		return connect(address, ApiTable.bundled(), DEFAULT_TIMEOUT);
	}

	/**
	 * Connects. The kernel must be up ({@code debugd: ready} on its console); a kernel that is still booting may answer
	 * within the timeout or not.
	 *
	 * @param address the live door
	 * @param table what we know of the kernel's API
	 * @param timeout how long one packet may take
	 * @return the session, when the kernel has answered
	 */
	static CompletableFuture<KernelSession> connect(DoorAddress address, ApiTable table, Duration timeout) {
		return LiveSession.connect(address, table, timeout);
	}

	/** @return what we know of the kernel's API */
	ApiTable api();

	/** @return where the session is connected to */
	DoorAddress address();

	/** @return false while the kernel is being restarted, and from the moment the connection is lost or closed */
	boolean isConnected();

	/** @return why the connection is gone, one sentence for a human; empty while it is there */
	Optional<String> disconnectReason();

	/**
	 * Whether the kernel was built from the API table that we know. If not, numbers and names may not fit: views should say
	 * so. Known from the first snapshot on (true before).
	 *
	 * @return false if the digests differ
	 */
	boolean isTableKnown();

	/** @param listener hears of stops and of the end from now on; adding it twice is the same as once */
	void addListener(KernelSessionListener listener);

	/** @param listener hears nothing any more */
	void removeListener(KernelSessionListener listener);

	/**
	 * Everything there is: all threads with their frames, all objects with their links, as one consistent bulk transfer.
	 * Requests made while one is still waiting for its turn share its answer.
	 *
	 * @return a new snapshot, in no resource, that nobody changes any more
	 */
	CompletableFuture<Snapshot> snapshot();

	/** The next snapshot is read whole from the kernel, also what has not changed since the one before. */
	void readWhole();

	/**
	 * The recorded events from one sequence number on.
	 *
	 * @param fromSequence the first that is wanted; events are numbered from 1
	 * @return the events, oldest first; thread names are those of the latest snapshot of this session
	 */
	CompletableFuture<Trace> trace(long fromSequence);

	/**
	 * Starts or ends recording every event of a thread; the thread goes on by itself.
	 *
	 * @param tid the thread, or {@link #ALL_SCENARIO_THREADS}
	 * @param on whether to record
	 * @return done
	 */
	CompletableFuture<Void> trace(int tid, boolean on);

	/**
	 * Changes words of a frame, all at once. The thread keeps its run state; whatever its frame then names is what it does
	 * next.
	 *
	 * @param tid the thread
	 * @param words gdb register number ({@link org.fluke.bridge.api.FrameWord#regnum()}) to new value
	 * @return done
	 */
	CompletableFuture<Void> edit(int tid, Map<Integer, Integer> words);

	/**
	 * Stops a thread at its restart point. Listeners hear of it.
	 *
	 * @param tid the thread
	 * @return done
	 */
	CompletableFuture<Void> stop(int tid);

	/**
	 * Lets a stopped thread go on.
	 *
	 * @param tid the thread, or {@link #ALL_SCENARIO_THREADS}
	 * @return done
	 */
	CompletableFuture<Void> resume(int tid);

	/**
	 * The restart-point step: the thread runs until its frame next names another entry point, advances or rolls back.
	 * Listeners hear of the stop, with its cause.
	 *
	 * @param tid the thread
	 * @return done: the thread is on its way (not: has stopped)
	 */
	CompletableFuture<Void> step(int tid);

	/**
	 * Lets a thread run until an event. Listeners hear of the stop, with its cause.
	 *
	 * @param tid the thread
	 * @param cause which event, null for any
	 * @param entry at which entry point, null for any
	 * @return done: the thread is on its way (not: has stopped)
	 */
	CompletableFuture<Void> until(int tid, Cause cause, EntryPoint entry);

	/**
	 * {@code thread_interrupt}.
	 *
	 * @param tid the thread
	 * @return done
	 */
	CompletableFuture<Void> interrupt(int tid);

	/**
	 * Destroys a thread; its frame and links are kept by the kernel's debugger for {@link #create}, and the peers of its
	 * connections are stopped.
	 *
	 * @param tid the thread
	 * @return done
	 */
	CompletableFuture<Void> destroy(int tid);

	/**
	 * Creates a destroyed thread from scratch with the frame and links that were kept. It is left stopped.
	 *
	 * @param tid the thread
	 * @return done
	 */
	CompletableFuture<Void> create(int tid);

	/**
	 * Creates a thread from any frame and links, or gives them to the thread that is there. It is left stopped. The peers of
	 * its connections get their end of it back, unless they have another one meanwhile.
	 *
	 * @param image what the thread is to be; the hash in its frame must be that of the thread if there is one
	 * @return its tid
	 */
	CompletableFuture<Integer> restore(ThreadImage image);

	/**
	 * Lets threads stop at an entry point. Listeners hear of the stops: cause {@code call} or {@code advance}. Setting one
	 * twice is the same as once. Breakpoints last as long as the session and come back after a {@link #restart}.
	 *
	 * @param breakpoint where, and who
	 * @return set
	 */
	CompletableFuture<Void> addBreakpoint(Breakpoint breakpoint);

	/**
	 * @param breakpoint is taken away, if it is there; threads that it has stopped stay stopped
	 * @return gone
	 */
	CompletableFuture<Void> removeBreakpoint(Breakpoint breakpoint);

	/**
	 * @return the breakpoints of this session, in the order in which they were added. After a {@link #restart} they name the
	 *         spaces and threads of the new kernel that have the same names; one whose space or thread is not there is not in
	 *         the list, and comes back with a restart that has it
	 */
	List<Breakpoint> breakpoints();

	/**
	 * The lowest address of a thread's stack that was ever used, as far as its memory tells: below it lies a kilobyte of
	 * zeroes, or nothing.
	 *
	 * @param tid the thread
	 * @return the address, at most the thread's stack pointer
	 */
	CompletableFuture<Integer> stackPeak(int tid);

	/**
	 * What the kernel's debugger says to a command of {@code monitor}, as gdb's user would see it.
	 *
	 * @param command for example {@code cost}
	 * @return its output
	 */
	CompletableFuture<String> monitor(String command);

	/**
	 * Keeps the session, its listeners and breakpoints while the kernel is started anew. Requests under way fail with a
	 * {@link DisconnectedException}, and so do those made before this is over. Afterwards tids, ids, and the sequence
	 * numbers of snapshots and trace begin anew; listeners hear {@link KernelSessionListener#restarted()}. If the kernel does
	 * not come back the session ends, and listeners hear that.
	 *
	 * @param reset restarts the kernel; its future completes when the live door answers again
	 *        ({@code QemuMachine.restart()} and then the line {@code debugd: ready})
	 * @return the new kernel answers
	 */
	CompletableFuture<Void> restart(Supplier<? extends CompletionStage<?>> reset);

	/** @return how often the kernel was restarted in this session: orders snapshots before their sequence number does */
	int restarts();

	/**
	 * Reads memory as a thread sees it.
	 *
	 * @param tid the thread
	 * @param address first address, unsigned
	 * @param length bytes, at most 1 MiB
	 * @return exactly that many bytes
	 */
	CompletableFuture<byte[]> readMemory(int tid, int address, int length);

	/**
	 * Writes memory as a thread sees it. More than a packet's worth is not atomic.
	 *
	 * @param tid the thread
	 * @param address first address, unsigned
	 * @param data what to write
	 * @return done
	 */
	CompletableFuture<Void> writeMemory(int tid, int address, byte[] data);

	/**
	 * The next stop of a thread. Ask for it <em>before</em> {@link #step} or {@link #until}.
	 *
	 * @param tid the thread
	 * @return the stop; fails with a {@link DisconnectedException} if the connection goes first
	 */
	CompletableFuture<ThreadStop> nextStop(int tid);

	/** Says good-bye and closes the connection; the kernel goes on. Listeners hear of it. */
	@Override
	void close();
}
