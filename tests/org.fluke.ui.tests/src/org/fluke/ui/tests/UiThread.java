// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.BooleanSupplier;

import org.eclipse.swt.widgets.Display;

/**
 * Runs the event loop and measures how long the UI thread is busy with one event: the processor's time, not the clock's, so
 * that a machine that is busy building does not count.
 */
final class UiThread {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
	private static final int LOOK_MILLIS = 20;

	private long worst;
	private long events;

	/** Handles events until a condition holds, or time is up. */
	void runUntil(BooleanSupplier done) {
		Display display = Display.getCurrent();
		long end = System.nanoTime() + Eventually.PATIENCE.toNanos();
		boolean[] looked = { true };
		while (!looked[0] || !done.getAsBoolean()) {
			if (System.nanoTime() - end > 0) {
				throw new AssertionError("Never done in " + Eventually.PATIENCE.toSeconds() + " s");
			}
			if (looked[0]) {
				looked[0] = false;
				display.timerExec(LOOK_MILLIS, () -> looked[0] = true);
			}
			long before = THREADS.getCurrentThreadCpuTime();
			boolean more = display.readAndDispatch();
			worst = Math.max(worst, THREADS.getCurrentThreadCpuTime() - before);
			events++;
			if (!more) {
				display.sleep();
			}
		}
	}

	/** @return of the longest event, in milliseconds */
	double worstMillis() {
		return worst / 1e6;
	}

	@Override
	public String toString() {
		return "%d events, the longest %.1f ms".formatted(events, worstMillis());
	}
}
