// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.KernelSession;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.debug.snapshot.FrameEvent;
import org.fluke.model.Trace;
import org.fluke.model.TraceEvent;

/**
 * What was recorded of a kernel's threads, at most {@value #MOST} events of each, the latest. As long as a thread is
 * recorded, new events come with every snapshot: all that happened before it are there when it is shown. Thread-safe.
 */
public final class TraceLog {

	/** How many events of one thread are kept. */
	public static final int MOST = 10_000;

	private final KernelSession session;
	private final FrameDecoder decoder;
	private final Map<Integer, Deque<FrameEvent>> events = new HashMap<>();
	private final Set<Integer> recorded = new HashSet<>();
	private boolean scenario;
	private boolean pending;
	private long next = 1;
	private long lost;

	TraceLog(KernelSession session) {
		this.session = session;
		decoder = new FrameDecoder(session.api());
	}

	/**
	 * Begins or ends recording a thread.
	 *
	 * @param tid of the thread, or {@link KernelSession#ALL_SCENARIO_THREADS}
	 * @param on whether to record
	 * @return done; fails with a {@link org.fluke.bridge.BridgeException}
	 */
	public CompletableFuture<Void> record(int tid, boolean on) {
		return session.trace(tid, on).thenRun(() -> {
			synchronized (events) {
				if (tid == KernelSession.ALL_SCENARIO_THREADS) {
					scenario = on;
					if (!on) {
						recorded.clear();
					}
				} else if (on) {
					recorded.add(tid);
				} else {
					recorded.remove(tid);
				}
				// What the last of them did until now is still to be fetched.
				pending = true;
			}
		});
	}

	/**
	 * @param tid of a thread
	 * @param isScenario whether it belongs to the scenario
	 * @return whether it is recorded
	 */
	public boolean isRecorded(int tid, boolean isScenario) {
		synchronized (events) {
			return recorded.contains(tid) || scenario && isScenario;
		}
	}

	/**
	 * @param tid of a thread
	 * @param before count of instructions, of a snapshot
	 * @return what was recorded of it until then, oldest first
	 */
	public List<FrameEvent> events(int tid, long before) {
		synchronized (events) {
			List<FrameEvent> found = new ArrayList<>(events.getOrDefault(tid, new ArrayDeque<>()));
			found.removeIf(e -> Long.compareUnsigned(e.instructions(), before) > 0);
			return found;
		}
	}

	/**
	 * How many words were left when the thread began the transfer in which it is.
	 *
	 * @param tid of the thread
	 * @param entry the entry point of the transfer
	 * @param end of its buffer
	 * @return 0 if no stage of it was recorded
	 */
	int mostLeft(int tid, EntryPoint entry, int end) {
		int count = session.api().frameWord("ecx").index(); //$NON-NLS-1$
		int from = session.api().frameWord("esi").index(); //$NON-NLS-1$
		int most = 0;
		synchronized (events) {
			Iterator<FrameEvent> latest = events.getOrDefault(tid, new ArrayDeque<>()).descendingIterator();
			while (latest.hasNext()) {
				FrameEvent event = latest.next();
				int left = event.word(count);
				if (!Objects.equals(event.entry().orElse(null), entry) || event.word(from) + left * Integer.BYTES != end) {
					break;
				}
				most = Integer.compareUnsigned(left, most) > 0 ? left : most;
			}
		}
		return most;
	}

	/** @return how many events were overwritten in the kernel's own log before they were fetched */
	public long lost() {
		synchronized (events) {
			return lost;
		}
	}

	/** Forgets what was recorded of a thread. */
	public void clear(int tid) {
		synchronized (events) {
			events.remove(tid);
		}
	}

	/** Fetches what is new, if anything is recorded. A failure does not matter: the next fetch gets the same events. */
	CompletableFuture<Void> fetch() {
		long from;
		synchronized (events) {
			if (!pending && !scenario && recorded.isEmpty()) {
				return CompletableFuture.completedFuture(null);
			}
			pending = false;
			from = next;
		}
		return session.trace(from).handle((trace, failure) -> {
			if (trace != null) {
				take(trace);
			}
			return null;
		});
	}

	private void take(Trace trace) {
		synchronized (events) {
			lost += trace.getLost();
			for (TraceEvent event : trace.getEvents()) {
				if (event.getSequence() >= next) {
					next = event.getSequence() + 1;
					Deque<FrameEvent> of = events.computeIfAbsent(event.getThreadId(), t -> new ArrayDeque<>());
					of.add(new FrameEvent(event.getSequence(), event.getIcount(), event.getThreadId(),
							session.api().cause(event.getCause().getValue()),
							event.getEntry() == null ? null : session.api().entryPoint(event.getEntry()).orElse(null),
							decoder.words(event.getFrame())));
					if (of.size() > MOST) {
						of.removeFirst();
					}
				}
			}
		}
	}
}
