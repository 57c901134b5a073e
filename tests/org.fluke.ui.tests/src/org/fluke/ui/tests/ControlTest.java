// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.fluke.debug.KernelThread;
import org.fluke.ui.FlukeUi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All that can be done to a thread and to its kernel, from the demo's hard fault on. */
class ControlTest {

	private static final String PASS = "scenario ipc-fault: pass";

	private final Bench bench = new Bench();

	@BeforeEach
	void runTheDemo() throws Exception {
		bench.runTheDemo();
	}

	@AfterEach
	void cleanUp() throws Exception {
		bench.cleanUp();
	}

	@Test
	void anInterruptIsPendingInAThreadThatDoesNotTakeIt() throws Exception {
		bench.selectThread("ipc-fault/receiver");
		Eventually.see("the receiver", bench::labels, l -> l.contains("ipc-fault/receiver, thread"));
		// One that is stopped can't take it.
		bench.execute(FlukeUi.STOP);
		Eventually.see("it stopped", bench::labels, l -> l.contains("ipc-fault/receiver, thread") && l.contains(": stopped"));
		assertThat(bench.meaning("flags")).doesNotContain("INTERRUPT_PENDING");
		bench.execute(FlukeUi.INTERRUPT);
		Eventually.see("the interrupt", () -> bench.meaning("flags"), m -> m.contains("INTERRUPT_PENDING"));
	}

	@Test
	void aDestroyedThreadIsCreatedAgainFromItsFrameAndGoesOn() throws Exception {
		Map<String, String> before = bench.frame();
		bench.answerDialog("Destroy Thread", "Cancel");
		bench.execute(FlukeUi.DESTROY);
		assertThat(thread("sender").isAvailable()).isTrue();
		bench.answerDialog("Destroy Thread", "Destroy");
		bench.execute(FlukeUi.DESTROY);
		Eventually.see("that it is gone", bench::labels, l -> l.contains("ipc-fault/sender' does not exist any more"));
		assertThat(bench.threads()).doesNotContainKey("ipc-fault/sender");
		Eventually.see("commands that fit", () -> bench.isEnabled(FlukeUi.RECREATE) && !bench.isEnabled(FlukeUi.DESTROY)
				&& !bench.isEnabled(FlukeUi.RESUME), e -> e);
		bench.picture("destroyed");
		bench.execute(FlukeUi.RECREATE);
		Eventually.see("the same frame", bench::frame, f -> "0x08003000".equals(f.get("esi")));
		for (String word : List.of("eax", "ebx", "ecx", "edx", "esi", "edi", "esp", "eip", "pr0", "pr1", "hash", "server", "space")) {
			assertThat(bench.frame()).containsEntry(word, before.get(word));
		}
		bench.execute(FlukeUi.RESUME);
		Eventually.see("the whole message", bench::console, c -> c.contains(PASS));
	}

	@Test
	void aThreadRunsToAnEntryPoint() throws Exception {
		bench.execute(FlukeUi.RUN_TO_ENTRY, FlukeUi.RUN_TO_ENTRY_NAME, "ipc_client_disconnect");
		Eventually.see("the thread there", bench::labels, l -> l.contains("About to call ipc_client_disconnect"));
		assertThat(thread("sender").state().isStopped()).isTrue();
	}

	@Test
	void theEntryPointIsFoundByAPartOfItsName() throws Exception {
		bench.inDialog("Run ipc-fault/sender to an Entry Point", dialog -> {
			bench.typeInto(dialog, "t_disc");
			Eventually.see("one entry point", bench::everyTable, t -> t.equals(List.of("ipc_client_disconnect  (#6, Trivial)")));
			bench.picture("run-to-entry");
			bench.press(dialog, "OK");
		});
		bench.execute(FlukeUi.RUN_TO_ENTRY);
		Eventually.see("the thread there", bench::labels, l -> l.contains("About to call ipc_client_disconnect"));
	}

	private KernelThread thread(String name) {
		return bench.kernel().threads().stream().filter(t -> t.getName().endsWith(name)).findFirst()
				.orElseThrow(() -> new AssertionError(name + " in " + Arrays.toString(bench.kernel().getThreads())));
	}
}
