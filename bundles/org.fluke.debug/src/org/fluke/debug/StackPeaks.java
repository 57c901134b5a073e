// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import org.fluke.bridge.KernelSession;

/** How deep threads have ever used their stacks. Asked for thread by thread, only when somebody looks. Thread-safe. */
public final class StackPeaks {

	private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
	/** Whoever goes through all threads does not get the kernel to do the same. */
	private static final int MOST_AT_ONCE = 16;

	/** What was learned last, and when it was asked for. */
	private record Peak(OptionalInt address, long asked) {
	}

	private final KernelSession session;
	private final IntConsumer learned;
	private final Map<Integer, Peak> peaks = new HashMap<>();
	private int asking;

	/**
	 * @param kernel is asked
	 * @param learned hears the tid of a thread whose peak is another one now, on a thread of the bridge
	 */
	public StackPeaks(KernelDebugTarget kernel, IntConsumer learned) {
		session = kernel.session();
		this.learned = learned;
	}

	/**
	 * Asks the kernel if need be; the answer comes later.
	 *
	 * @param tid of a thread
	 * @return the lowest address of its stack that was ever used, if it is known
	 */
	public OptionalInt lowest(int tid) {
		long now = System.nanoTime();
		OptionalInt known;
		synchronized (peaks) {
			Peak peak = peaks.get(tid);
			known = peak == null ? OptionalInt.empty() : peak.address;
			if (peak != null && now - peak.asked < FRESH_NANOS || asking >= MOST_AT_ONCE) {
				return known;
			}
			asking++;
			peaks.put(tid, new Peak(known, now));
		}
		session.stackPeak(tid).whenComplete((address, failure) -> {
			synchronized (peaks) {
				asking--;
			}
		}).thenAccept(address -> {
			synchronized (peaks) {
				peaks.put(tid, new Peak(OptionalInt.of(address), now));
			}
			if (known.isEmpty() || known.getAsInt() != address) {
				learned.accept(tid);
			}
		}).exceptionally(e -> null); // it has no stack, or is gone: the peak stays unknown
		return known;
	}
}
