// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.internal;

import java.util.HashMap;
import java.util.Map;

import org.fluke.model.KernelObject;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;

/**
 * What share of the processor each thread had, over about a second: a thread's time is known only until it was last
 * switched from, so from one snapshot to the next it would jump. Not thread-safe.
 */
final class CpuShares {

	private static final long WINDOW_NANOS = 1_000_000_000;
	/** A thread's time starts from 0 again here. */
	private static final long WRAP = 1L << 42;

	private final Map<Integer, Long> times = new HashMap<>();
	private final Map<Integer, Double> shares = new HashMap<>();
	private long instructions;
	private long began;

	/** @param model the next snapshot of this kernel */
	void take(Snapshot model) {
		long now = System.nanoTime();
		long passed = model.getIcount() - instructions;
		if (!times.isEmpty() && now - began < WINDOW_NANOS || passed <= 0) {
			return;
		}
		shares.clear();
		Map<Integer, Long> before = Map.copyOf(times);
		times.clear();
		for (KernelObject object : model.getObjects()) {
			if (object instanceof ThreadObject thread && thread.getRunTime() >= 0) {
				Long time = before.get(thread.getId());
				times.put(thread.getId(), thread.getRunTime());
				if (time != null) {
					shares.put(thread.getId(), Math.min(1, Math.floorMod(thread.getRunTime() - time, WRAP) / (double) passed));
				}
			}
		}
		instructions = model.getIcount();
		began = now;
	}

	/**
	 * @param tid of a thread
	 * @return from 0 to 1; NaN if it is not known
	 */
	double of(int tid) {
		return shares.getOrDefault(tid, Double.NaN);
	}
}
