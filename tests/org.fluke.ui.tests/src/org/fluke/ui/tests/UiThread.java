// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.eclipse.swt.widgets.Display;

/**
 * Handles the workbench's events, and measures how long each of them keeps the UI thread: in processor time of that thread,
 * which does not depend on what else the machine does. For the longest it knows what it was doing.
 */
final class UiThread implements AutoCloseable {

	/** Longest that an event may take, in milliseconds: a screen shows sixty pictures a second. */
	static final double LIMIT_MILLIS = 16;

	/** How often a long event is asked what it does. */
	private static final long SAMPLE_MILLIS = 3;

	/** From here on it is asked. */
	private static final long LONG_NANOS = 8_000_000;

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private final Display display = Display.getCurrent();
	private final Thread thread = Thread.currentThread();
	private final Thread sampler = Thread.ofPlatform().daemon().name("UI thread sampler").unstarted(this::sample);
	private volatile long began;
	private volatile String doing = "";
	private String phase = "";
	private int events;
	private long longest;
	private String longestDoing = "";

	UiThread() {
		sampler.start();
	}

	/** What happened in a phase: {@code millis} of the longest event, and what that was doing. */
	record Measured(String phase, int events, double millis, String doing) {

		boolean isTooLong() {
			return millis > LIMIT_MILLIS;
		}

		@Override
		public String toString() {
			return "%-34s %5d events, longest %5.1f ms%s".formatted(phase, events, millis, isTooLong() ? "\n" + doing : "");
		}
	}

	/** Begins to measure anew. */
	UiThread phase(String name) {
		phase = name;
		events = 0;
		longest = 0;
		longestDoing = "";
		return this;
	}

	/** Does as one event what the user's hands would cause. */
	UiThread act(Runnable action) {
		measure(() -> {
			action.run();
			return true;
		});
		return this;
	}

	/** Handles events until something is true. */
	Measured until(String what, BooleanSupplier done) {
		long end = System.nanoTime() + Eventually.PATIENCE.toNanos();
		while (!done.getAsBoolean()) {
			if (System.nanoTime() - end > 0) {
				throw new AssertionError("Never seen in " + Eventually.PATIENCE.toSeconds() + " s: " + what);
			}
			if (!measure(display::readAndDispatch)) {
				// Others wake it up: snapshots come all the time.
				display.timerExec(10, () -> {
				});
				display.sleep();
			}
		}
		while (measure(display::readAndDispatch)) {
			// What is left of it.
		}
		return new Measured(phase, events, longest / 1e6, longestDoing);
	}

	private boolean measure(BooleanSupplier event) {
		long cpu = THREADS.getCurrentThreadCpuTime();
		doing = "";
		began = System.nanoTime();
		boolean any = event.getAsBoolean();
		began = 0;
		long took = THREADS.getCurrentThreadCpuTime() - cpu;
		events++;
		if (took > longest) {
			longest = took;
			longestDoing = doing;
		}
		return any;
	}

	private void sample() {
		try {
			while (!Thread.interrupted()) {
				Thread.sleep(SAMPLE_MILLIS);
				long since = began;
				if (since != 0 && System.nanoTime() - since > LONG_NANOS) {
					String stack = Arrays.stream(thread.getStackTrace()).takeWhile(f -> !f.getClassName().equals(UiThread.class.getName())).map(f -> "    at " + f)
							.collect(Collectors.joining("\n"));
					if (began == since) {
						doing = doing.length() > 20_000 ? doing : doing + "  sampled:\n" + stack + "\n";
					}
				}
			}
		} catch (InterruptedException e) {
			// It is no longer needed.
		}
	}

	@Override
	public void close() {
		sampler.interrupt();
	}
}
