// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Listener;

/**
 * Handles the workbench's events, and measures how long each of them keeps the UI thread: in processor time of that thread,
 * which does not depend on what else the machine does. What is ours, the work, is told from what GTK draws afterwards, which
 * is as long with ten threads as with a thousand. For the longest work it knows what it was doing.
 */
final class UiThread implements AutoCloseable {

	/** Longest that work may take, and a picture that comes ten times a second: a screen shows sixty of them. */
	static final double LIMIT_MILLIS = 16;

	/** Longest that a picture may take that comes after a click, drawn without a graphics card. */
	static final double CLICK_LIMIT_MILLIS = 2 * LIMIT_MILLIS;

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
	private final Listener painting = e -> painted = true;
	private String phase = "";
	private double pictureLimit;
	private int events;
	private boolean painted;
	private long longest;
	private long longestPicture;
	private String longestDoing = "";

	UiThread() {
		display.addFilter(SWT.Paint, painting);
		sampler.start();
	}

	/** What happened in a phase: the milliseconds of the longest work and of the longest picture. */
	record Measured(String phase, int events, double work, double picture, double pictureLimit, String doing) {

		boolean isTooLong() {
			return work > LIMIT_MILLIS || picture > pictureLimit;
		}

		/** The shorter of each. */
		Measured best(Measured other) {
			return new Measured(phase, events + other.events, Math.min(work, other.work), Math.min(picture, other.picture),
					pictureLimit, work < other.work ? doing : other.doing);
		}

		@Override
		public String toString() {
			return "%-36s %5d events, longest work %5.1f ms, longest picture %5.1f of %2.0f ms%s".formatted(phase, events, work,
					picture, pictureLimit, isTooLong() ? "\n" + doing : "");
		}
	}

	/** Begins to measure anew what comes by itself. */
	UiThread live(String name) {
		return phase(name, LIMIT_MILLIS);
	}

	/** Begins to measure anew what comes after a click. */
	UiThread click(String name) {
		return phase(name, CLICK_LIMIT_MILLIS);
	}

	private UiThread phase(String name, double limit) {
		phase = name;
		pictureLimit = limit;
		events = 0;
		longest = 0;
		longestPicture = 0;
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
		return new Measured(phase, events, longest / 1e6, longestPicture / 1e6, pictureLimit, longestDoing);
	}

	private boolean measure(BooleanSupplier event) {
		long cpu = THREADS.getCurrentThreadCpuTime();
		doing = "";
		painted = false;
		began = System.nanoTime();
		boolean any = event.getAsBoolean();
		began = 0;
		long took = THREADS.getCurrentThreadCpuTime() - cpu;
		events++;
		if (painted) {
			longestPicture = Math.max(longestPicture, took);
		} else if (took > longest) {
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
		display.removeFilter(SWT.Paint, painting);
		sampler.interrupt();
	}
}
