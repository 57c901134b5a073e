// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.fluke.debug.KernelDebugTarget;
import org.fluke.ui.FlukeUi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At a thousand threads, ten snapshots a second, nothing keeps the UI thread busy for longer than a frame of the screen. */
class FreezeTest {

	private static final int THREADS = 1000;
	private static final double FRAME_MILLIS = 16;
	/** Until the code has been compiled. */
	private static final int WARM_UP = 30;
	private static final int SNAPSHOTS = 50;

	private final Bench bench = new Bench();

	@BeforeEach
	void openPerspective() throws Exception {
		bench.openPerspective();
	}

	@AfterEach
	void cleanUp() throws Exception {
		bench.cleanUp();
	}

	@ParameterizedTest
	@ValueSource(strings = { FlukeUi.THREADS_VIEW, FlukeUi.OBJECTS_VIEW, FlukeUi.WAIT_FOR_VIEW, FlukeUi.ENTRY_POINTS_VIEW })
	void noEventTakesLongerThanAFrame(String view) throws Exception {
		KernelDebugTarget kernel = bench.launch("many");
		bench.show(FlukeUi.RESTART_POINTS_VIEW);
		bench.show(view);
		Eventually.see("a thousand threads", () -> kernel.snapshots().latest().threads().size(), n -> n >= THREADS);
		run(kernel, WARM_UP, new UiThread());
		UiThread measured = new UiThread();
		run(kernel, SNAPSHOTS, measured);
		System.out.println(view + ": " + measured);
		bench.picture("many-" + view.substring(view.lastIndexOf('.') + 1));
		assertThat(measured.worstMillis()).as("%s: %s", view, measured).isLessThan(FRAME_MILLIS);
	}

	private static void run(KernelDebugTarget kernel, int snapshots, UiThread loop) {
		long end = kernel.snapshots().latest().sequence() + snapshots;
		loop.runUntil(() -> kernel.snapshots().latest().sequence() >= end);
	}
}
