// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.eclipse.swt.widgets.Text;
import org.fluke.ui.FlukeUi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The journey that the product is about, on the real kernel:
 * <ol>
 * <li>run the demo with one command; the sender of 8192 bytes stops at a page fault after 6144 of them</li>
 * <li>see in its frame what is left: 0x200 words from 0x08003000 on</li>
 * <li>change the count to 0x100 words; illegal texts are refused with a reason</li>
 * <li>apply, resume, and see on the guest's console that 1024 bytes less arrive</li>
 * </ol>
 */
class DemoTest {

	private final Bench bench = new Bench();

	@BeforeEach
	void openPerspective() throws Exception {
		bench.openPerspective();
	}

	@AfterEach
	void cleanUp() throws Exception {
		bench.cleanUp();
	}

	@Test
	void aFrameIsSeenEditedAndResumed() throws Exception {
		bench.execute(FlukeUi.RUN_DEMO);
		faultIsShown();
		bench.picture("perspective");

		Text editor = bench.edit("ecx");
		assertThat(editor.getText()).isEqualTo("0x00000200");
		bench.type(editor, "0x100");
		bench.enter(editor);
		Eventually.see("the pending edit of ecx", bench::frame, f -> "0x00000100".equals(f.get("ecx")));
		assertThat(bench.meaning("ecx")).contains("1024 bytes").contains("was 0x00000200");
		assertThat(bench.labels()).contains("Changes ecx");
		assertThat(kernelWord("ecx")).as("nothing is applied yet").isEqualTo(0x200);
		bench.picture("pending-edit");

		bench.execute(FlukeUi.APPLY);
		Eventually.see("ecx in the kernel", () -> kernelWord("ecx"), v -> v == 0x100);
		Eventually.see("no pending edit any more", () -> bench.meaning("ecx"), m -> !m.contains("was"));
		assertThat(bench.frame()).containsEntry("ecx", "0x00000100");
		assertThat(bench.labels()).contains("1024 bytes left").doesNotContain("Changes ecx");

		bench.execute(FlukeUi.RESUME);
		Eventually.see("what the guest prints", bench::console, c -> c.contains("ipc-fault: received 7168 bytes"));
		bench.picture("after-resume");
	}

	@Test
	void withoutAnEditTheWholeMessageArrives() throws Exception {
		bench.execute(FlukeUi.RUN_DEMO);
		faultIsShown();
		bench.execute(FlukeUi.RESUME);
		Eventually.see("what the guest prints", bench::console,
				c -> c.contains("ipc-fault: received 8192 bytes") && c.contains("scenario ipc-fault: pass"));
	}

	@Test
	void illegalTextsAreRefusedWithAReason() throws Exception {
		bench.execute(FlukeUi.RUN_DEMO);
		faultIsShown();
		refused("ecx", "0x100000000", "does not fit into 32 bits");
		refused("ecx", "lots", "lots is not a number");
		refused("eip", "ipc_client_sendd", "There is no entry point named ipc_client_sendd");
		refused("esi", "", "Type a number");
		bench.picture("refused-edit");
		assertThat(bench.isEnabled(FlukeUi.APPLY)).as("nothing to apply").isFalse();
		assertThat(kernelWord("ecx")).isEqualTo(0x200);
	}

	@Test
	void severalWordsAreDiscardedAtOnce() throws Exception {
		bench.execute(FlukeUi.RUN_DEMO);
		faultIsShown();
		set("ecx", "16");
		set("esi", "0x08003008");
		set("pr0", "0xfeed");
		Eventually.see("three pending edits", bench::frame, f -> "0x00000010".equals(f.get("ecx"))
				&& "0x08003008".equals(f.get("esi")) && "0x0000feed".equals(f.get("pr0")));
		Eventually.see("the same in the other view", bench::pseudoRegisters, p -> p.get("pr0").contains("0x0000feed"));
		bench.execute(FlukeUi.DISCARD);
		Eventually.see("the frame as it was", bench::frame,
				f -> "0x00000200".equals(f.get("ecx")) && "0x08003000".equals(f.get("esi")));
		assertThat(kernelWord("ecx")).isEqualTo(0x200);
	}

	@Test
	void aStepGoesToTheNextRestartPoint() throws Exception {
		bench.execute(FlukeUi.RUN_DEMO);
		faultIsShown();
		String before = bench.labels();
		bench.execute(FlukeUi.STEP);
		Eventually.see("the sender stopped at another event", bench::labels,
				l -> l.contains(": stopped, last event") && !l.contains("last event fault-hard") && !l.equals(before));
		assertThat(bench.threads().values()).anySatisfy(row -> assertThat(row.get(0)).endsWith("sender"));
	}

	private void set(String word, String text) {
		Text editor = bench.edit(word);
		bench.type(editor, text);
		bench.enter(editor);
	}

	private void refused(String word, String text, String reason) {
		Map<String, String> before = bench.frame();
		Text editor = bench.edit(word);
		bench.type(editor, text);
		Eventually.see("the reason while typing", bench::labels, l -> l.contains(reason));
		bench.enter(editor);
		Eventually.see("the reason afterwards", bench::labels,
				l -> l.contains(word + " was not changed") && l.contains(reason));
		assertThat(bench.frame()).isEqualTo(before);
	}

	private void faultIsShown() {
		Eventually.see("the sender's frame at its hard fault", () -> bench.frame().isEmpty() ? bench.everything()
				: bench.frame().get("ecx") + ' ' + bench.frame().get("esi") + '\n' + bench.everything(),
				s -> s.startsWith("0x00000200 0x08003000"));
		assertThat(bench.frame()).containsEntry("ecx", "0x00000200").containsEntry("esi", "0x08003000");
		assertThat(bench.meaning("eip")).startsWith("ipc_client_send");
		Eventually.see("what is left of how much", bench::labels,
				l -> l.contains("About to continue ipc_client_send: 2048 of 8192 bytes left, next word at 0x08003000"));
		assertThat(bench.labels()).contains("stopped, last event fault-hard");
		Eventually.see("the same in the other views", bench::everything,
				e -> String.valueOf(bench.pseudoRegisters().get("entry")).contains("ipc_client_send")
						&& bench.threads().values().stream().anyMatch(row -> row.get(0).endsWith("sender")
								&& row.containsAll(List.of("stopped", "ipc_client_send", "fault-hard", "6144 of 8192 bytes"))));
	}

	private int kernelWord(String word) {
		return bench.kernel().threads().stream().filter(t -> t.getName().endsWith("sender")).findFirst().orElseThrow()
				.state().word(word);
	}
}
