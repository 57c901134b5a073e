// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Table;
import org.eclipse.ui.IWorkbenchPage;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.commands.RunDemoHandler;
import org.fluke.ui.views.FrameView;
import org.fluke.ui.views.PseudoRegistersView;
import org.fluke.ui.views.RestartPointsView;
import org.fluke.ui.views.ThreadsView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When views show a newer snapshot, that all show the same, and what was recorded until then. */
class LiveModeTest {

	private static final String LIVE = "Live, ten times a second";
	private static final String ON_STOP = "When a Thread Stops";
	private static final String BY_HAND = "By Hand";

	private final Bench bench = new Bench();

	@BeforeEach
	void openPerspective() throws Exception {
		bench.openPerspective();
		bench.show(FlukeUi.THREADS_VIEW);
	}

	@AfterEach
	void cleanUp() throws Exception {
		bench.viewMenu(FlukeUi.THREADS_VIEW, LIVE);
		bench.cleanUp();
	}

	private <T> T view(String id, Class<T> type) {
		IWorkbenchPage page = bench.window().getActivePage();
		return type.cast(page.findView(id));
	}

	private void demo() throws Exception {
		bench.execute(FlukeUi.RUN_DEMO);
		Eventually.see("a frame", bench::frame, f -> "0x08003000".equals(f.get("esi")));
		// It asks for snapshots of its own.
		Eventually.see("the demo's job done", () -> List.of(Job.getJobManager().find(RunDemoHandler.FAMILY)), List::isEmpty);
	}

	@Test
	void allLiveViewsShowOneSnapshotAtAllTimes() throws Exception {
		demo();
		ThreadsView threads = view(FlukeUi.THREADS_VIEW, ThreadsView.class);
		FrameView frame = view(FlukeUi.FRAME_VIEW, FrameView.class);
		PseudoRegistersView pseudo = view(FlukeUi.PSEUDO_VIEW, PseudoRegistersView.class);
		long before = bench.kernel().snapshots().latest().sequence();
		Eventually.see("twenty more snapshots, the same in all views", () -> {
			assertThat(List.of(frame.stampText(), pseudo.stampText())).containsOnly(threads.stampText());
			return bench.kernel().snapshots().latest().sequence();
		}, s -> s > before + 20);
	}

	@Test
	void aViewRefreshedByHandStandsStillUntilItIsAsked() throws Exception {
		demo();
		ThreadsView threads = view(FlukeUi.THREADS_VIEW, ThreadsView.class);
		FrameView frame = view(FlukeUi.FRAME_VIEW, FrameView.class);
		bench.viewMenu(FlukeUi.THREADS_VIEW, BY_HAND);
		Eventually.see("the mode in the stamp", threads::stampText, s -> s.endsWith("refreshed by hand"));
		String stamp = threads.stampText();
		long before = bench.kernel().snapshots().latest().sequence();
		Eventually.see("other views going on", () -> bench.kernel().snapshots().latest().sequence(), s -> s > before + 5);
		assertThat(threads.stampText()).isEqualTo(stamp);
		assertThat(frame.stampText()).endsWith(", live").isNotEqualTo(stamp);
		bench.execute(FlukeUi.REFRESH);
		Eventually.see("a newer snapshot", threads::stampText, s -> !s.equals(stamp) && s.endsWith("refreshed by hand"));
	}

	@Test
	void aViewRefreshedOnStopFollowsStops() throws Exception {
		demo();
		ThreadsView threads = view(FlukeUi.THREADS_VIEW, ThreadsView.class);
		bench.viewMenu(FlukeUi.THREADS_VIEW, ON_STOP);
		Eventually.see("the mode in the stamp", threads::stampText, s -> s.endsWith("refreshed when a thread stops"));
		String stamp = threads.stampText();
		long before = bench.kernel().snapshots().latest().sequence();
		Eventually.see("other views going on", () -> bench.kernel().snapshots().latest().sequence(), s -> s > before + 5);
		assertThat(threads.stampText()).isEqualTo(stamp);
		bench.execute(FlukeUi.STEP);
		Eventually.see("the sender at its next restart point", bench::threads,
				t -> t.values().stream().anyMatch(r -> r.get(0).endsWith("/sender") && !r.contains("fault-hard")));
		assertThat(threads.stampText()).isNotEqualTo(stamp);
	}

	@Test
	void theDemosStagesAreRecordedAndCompared() throws Exception {
		demo();
		bench.show(FlukeUi.RESTART_POINTS_VIEW);
		Eventually.see("the fault", () -> bench.rows("Event"), rows -> rows.stream()
				.anyMatch(r -> r.get(1).equals("fault-hard") && r.get(2).equals("ipc_client_send")));
		List<List<String>> rows = bench.rows("Event");
		assertThat(rows).anyMatch(r -> r.get(1).equals("call") && r.get(2).equals("ipc_client_connect_send"));
		int fault = indexOf(rows, "fault-hard", "ipc_client_send");
		int call = indexOf(rows, "call", "ipc_client_send");
		assertThat(call).isNotNegative().isLessThan(fault);
		Table table = bench.tableWidget("Event");
		table.setSelection(new int[] { call, fault });
		table.notifyListeners(SWT.Selection, new Event());
		assertThat(bench.console()).contains("From event " + rows.get(call).get(0) + " to event " + rows.get(fault).get(0))
				.contains("8192 bytes left").contains("2048 bytes left").contains("6144 bytes moved");
		assertThat(bench.threads().get("ipc-fault/sender")).contains("6144 of 8192 bytes");
		bench.picture("restart-points");

		bench.execute(FlukeUi.RESUME);
		// What the guest prints brings its console to the top.
		Eventually.see("what the guest prints", bench::console, c -> c.contains("scenario ipc-fault: pass"));
		bench.show(FlukeUi.RESTART_POINTS_VIEW);
		Eventually.see("the rest of the call", () -> bench.rows("Event"),
				r -> r.stream().skip(fault).anyMatch(e -> e.get(1).equals("complete")));
		assertThat(view(FlukeUi.RESTART_POINTS_VIEW, RestartPointsView.class).stampText()).endsWith(", live");
		bench.picture("restart-points-complete");
	}

	private static int indexOf(List<List<String>> rows, String cause, String entry) {
		for (int i = 0; i < rows.size(); i++) {
			if (rows.get(i).get(1).equals(cause) && rows.get(i).get(2).equals(entry)) {
				return i;
			}
		}
		return -1;
	}
}
