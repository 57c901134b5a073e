// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IViewPart;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.ui.FlukeUi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the user sees when there is nothing to see, or when it goes away. */
class TroubleTest {

	private final Bench bench = new Bench();

	@BeforeEach
	void openPerspective() throws Exception {
		bench.openPerspective();
	}

	@AfterEach
	void cleanUp() throws Exception {
		System.clearProperty("fluke.qemu");
		ErrorDialog.AUTOMATED_MODE = true;
		bench.cleanUp();
	}

	@Test
	void emptyViewsSayWhyAndOfferTheDemo() throws Exception {
		for (String view : List.of(FlukeUi.THREADS_VIEW, FlukeUi.FRAME_VIEW, FlukeUi.PSEUDO_VIEW, FlukeUi.RESTART_POINTS_VIEW)) {
			bench.show(view);
		}
		// The first words are why: that none was started, or how the last one ended.
		Eventually.see("four empty views", bench::labels,
				l -> l.split("(No kernel is running\\.|ended[^\n]*)\n\n<a>Run the demo</a>", -1).length == 5);
		bench.picture("empty");
		for (String command : List.of(FlukeUi.RESUME, FlukeUi.STOP, FlukeUi.STEP, FlukeUi.RUN_TO_FAULT, FlukeUi.APPLY,
				FlukeUi.DISCARD, FlukeUi.REFRESH)) {
			assertThat(bench.isEnabled(command)).as(command).isFalse();
		}
		assertThat(bench.isEnabled(FlukeUi.RUN_DEMO)).isTrue();
	}

	@Test
	void theLinkOfAnEmptyViewRunsTheDemo() {
		bench.followLink("Run the demo");
		Eventually.see("a frame", bench::frame, f -> "0x08003000".equals(f.get("esi")));
	}

	@Test
	void withoutQemuTheUserIsToldWhatToInstall() throws Exception {
		System.setProperty("fluke.qemu", "/nowhere/qemu-system-i386");
		// Test harnesses switch the workbench's error dialogs off.
		ErrorDialog.AUTOMATED_MODE = false;
		bench.execute(FlukeUi.RUN_DEMO);
		Eventually.see("the reason in the views", bench::labels,
				l -> l.contains("could not be started") && l.contains("/nowhere/qemu-system-i386"));
		List<Shell> dialogs = Eventually.see("a dialog", bench::dialogs, d -> !d.isEmpty());
		bench.picture("no-qemu");
		assertThat(dialogs).hasSize(1);
		bench.closeDialogs();
		assertThat(bench.kernel()).isNull();

		System.clearProperty("fluke.qemu");
		bench.execute(FlukeUi.RUN_DEMO);
		Eventually.see("a frame after all", bench::frame, f -> "0x08003000".equals(f.get("esi")));
	}

	@Test
	void killingQemuIsANormalEvent() throws Exception {
		bench.execute(FlukeUi.RUN_DEMO);
		Eventually.see("a frame", bench::frame, f -> "0x08003000".equals(f.get("esi")));
		KernelDebugTarget kernel = bench.kernel();
		Path privateFolder = kernel.machine().liveDoor().socket().getParent();
		assertThat(privateFolder).exists();
		ProcessHandle qemu = ProcessHandle.of(kernel.machine().pid()).orElseThrow();

		qemu.destroyForcibly();
		Eventually.see("all views say so", bench::labels,
				l -> l.contains("disconnected: The kernel has ended: QEMU was ended by signal 9") && !l.contains(", live"));
		Eventually.see("nothing that is out of date in the Debug view", bench::debugView, List::isEmpty);
		bench.picture("killed");
		assertThat(bench.frame()).as("the last snapshot is still there").containsEntry("esi", "0x08003000");
		Eventually.see("the debug target's end", kernel::isTerminated, t -> t);
		Eventually.see("the process's end", kernel.getLaunch()::isTerminated, t -> t);
		Eventually.see("commands disabled", () -> bench.isEnabled(FlukeUi.RESUME) || bench.isEnabled(FlukeUi.APPLY),
				e -> !e);
		assertThat(kernel.endReason()).contains("signal 9");
		assertThat(qemu.isAlive()).isFalse();
		Eventually.see("nothing left behind", () -> Files.exists(privateFolder), e -> !e);

		bench.execute(FlukeUi.RUN_DEMO);
		Eventually.see("the next kernel's frame", bench::labels,
				l -> l.contains(", live") && l.contains("last event fault-hard"));
	}

	@Test
	void viewsCanBeClosedAndOpenedWhileTheKernelRuns() throws Exception {
		bench.execute(FlukeUi.RUN_DEMO);
		Eventually.see("a frame", bench::frame, f -> "0x08003000".equals(f.get("esi")));
		for (String id : List.of(FlukeUi.FRAME_VIEW, FlukeUi.THREADS_VIEW, FlukeUi.PSEUDO_VIEW)) {
			IViewPart view = bench.window().getActivePage().findView(id);
			bench.window().getActivePage().hideView(view);
		}
		Eventually.settle();
		assertThat(bench.frame()).isEmpty();
		bench.openPerspective();
		bench.show(FlukeUi.FRAME_VIEW);
		Eventually.see("the same frame again", bench::frame, f -> "0x08003000".equals(f.get("esi")));
		Eventually.see("the threads again", bench::threads, t -> !t.isEmpty());
	}
}
