// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.eclipse.swt.widgets.Display;

/** Waits on the UI thread for something to become true, while the workbench goes on. */
final class Eventually {

	/** Longer than anything here takes, even when the machine is busy building. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int LOOK_MILLIS = 40;

	private Eventually() {
	}

	/**
	 * @param what is waited for, for the message when it never comes
	 * @param actual looks
	 * @param expected whether that is it
	 * @return what was seen
	 */
	static <T> T see(String what, Supplier<T> actual, Predicate<? super T> expected) {
		return see(what, PATIENCE, actual, expected);
	}

	static <T> T see(String what, Duration patience, Supplier<T> actual, Predicate<? super T> expected) {
		Display display = Display.getCurrent();
		long end = System.nanoTime() + patience.toNanos();
		T seen = actual.get();
		while (!expected.test(seen)) {
			if (System.nanoTime() - end > 0) {
				throw new AssertionError("Never seen in " + patience.toSeconds() + " s: " + what + "\nSeen instead: " + seen);
			}
			boolean[] woken = new boolean[1];
			display.timerExec(LOOK_MILLIS, () -> woken[0] = true);
			while (!woken[0]) {
				if (!display.readAndDispatch()) {
					display.sleep();
				}
			}
			seen = actual.get();
		}
		return seen;
	}

	/** Handles all events that are there already. */
	static void settle() {
		Display display = Display.getCurrent();
		while (display.readAndDispatch()) {
			// Each call handles one.
		}
	}
}
