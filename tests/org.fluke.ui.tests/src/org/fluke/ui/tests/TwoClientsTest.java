// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.fluke.debug.KernelThread;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.selection.ThreadSelection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stock gdb at the second line of the live door, while the workbench has the first: each sees the other's edits. */
class TwoClientsTest {

	private final Bench bench = new Bench();

	@AfterEach
	void cleanUp() throws Exception {
		bench.cleanUp();
	}

	@Test
	void gdbAndTheWorkbenchSeeEachOthersEdits() throws Exception {
		bench.runTheDemo();
		KernelThread sender = ThreadSelection.of(bench.window()).thread();
		String select = "thread " + sender.tid();

		bench.set("ecx", "0x100");
		bench.execute(FlukeUi.APPLY);
		Eventually.see("the workbench's edit", () -> sender.state().word("ecx"), v -> v == 0x100);
		assertThat(gdb(sender, "info threads", select, "p/x $ecx", "p $entry")).contains("ipc-fault/sender").contains("= 0x100")
				.contains("= ipc_client_send");

		assertThat(gdb(sender, select, "set $pr0=0xfeed", "p/x $pr0")).contains("= 0xfeed");
		Eventually.see("gdb's edit in both views", () -> bench.frame().get("pr0") + bench.pseudoRegisters().get("pr0"),
				s -> s.startsWith("0x0000feed") && s.indexOf("0x0000feed", 1) > 0);
		assertThat(bench.labels()).contains("last event edit");
		bench.picture("gdb-edit");

		bench.set("ecx", "0x80");
		assertThat(gdb(sender, select, "set $ecx=0x40")).doesNotContain("rror");
		Eventually.see("the conflict", bench::labels, l -> l.contains("Conflict: somebody else has changed ecx"));
		assertThat(sender.state().word("ecx")).isEqualTo(0x40);
		bench.picture("gdb-conflict");
		bench.followLink("Keep my values", "theirs");
		bench.execute(FlukeUi.RESUME);
		Eventually.see("gdb's count arrives", bench::console, c -> c.contains("ipc-fault: received " + (6144 + 4 * 0x40) + " bytes"));
	}

	/** What a stock gdb prints; the workbench goes on meanwhile. */
	private static String gdb(KernelThread thread, String... commands) throws IOException {
		List<String> line = new ArrayList<>(List.of("gdb", "-nx", "-batch", "-ex", "set architecture i386", "-ex",
				"set confirm off", "-ex", "target extended-remote " + thread.getKernel().machine().liveDoorForGdb()));
		for (String command : commands) {
			line.addAll(List.of("-ex", command));
		}
		Process gdb = new ProcessBuilder(line).redirectErrorStream(true).start();
		gdb.getOutputStream().close();
		CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> {
			try {
				return new String(gdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			} catch (IOException e) {
				return e.toString();
			}
		});
		try {
			return Eventually.see("gdb's end", () -> output, CompletableFuture::isDone).join();
		} finally {
			gdb.destroyForcibly();
		}
	}
}
