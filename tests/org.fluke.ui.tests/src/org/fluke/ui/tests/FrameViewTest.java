// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IWorkbenchCommandConstants;
import org.eclipse.ui.PlatformUI;
import org.fluke.bridge.api.FrameWord;
import org.fluke.debug.KernelThread;
import org.fluke.ui.FlukeUi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the Frame view shows of a thread in the middle of a transfer, and all ways to change it. */
class FrameViewTest {

	private static final String DARK = "org.eclipse.e4.ui.css.theme.e4_dark";
	private static final String LIGHT = "org.eclipse.e4.ui.css.theme.e4_default";

	private final Bench bench = new Bench();

	@BeforeEach
	void runTheDemo() throws Exception {
		InstanceScope.INSTANCE.getNode(FlukeUi.PLUGIN_ID).clear();
		bench.runTheDemo();
	}

	@AfterEach
	void cleanUp() throws Exception {
		ErrorDialog.AUTOMATED_MODE = true;
		bench.cleanUp();
	}

	// ---- what it shows

	@Test
	void aTransferIsDecoded() throws Exception {
		Eventually.see("what is left of how much", bench::labels,
				l -> l.contains("About to continue ipc_client_send: 2048 of 8192 bytes left, next word at 0x08003000"));
		Map<String, String> frame = bench.frame();
		assertThat(frame).containsEntry("client half", "sender").containsEntry("server half", "not connected")
				.containsEntry("buffer", "512 words").containsEntry("further buffers", "0").containsEntry("references", "0")
				.containsEntry("client", "null").containsKeys("space", "scheduler", "waiting_for", "server");
		assertThat(bench.meaning("client half")).isEqualTo("to thread ipc-fault/receiver");
		assertThat(bench.meaning("buffer")).isEqualTo("2048 bytes, from 0x08003000 to 0x08003800");
		assertThat(bench.meaning("server")).isEqualTo("thread ipc-fault/receiver");
		assertThat(bench.meaning("space")).isEqualTo("space ipc-fault/sender");
	}

	@Test
	void whatChangedSinceTheLastStopIsMarked() throws Exception {
		assertThat(bench.meaning("ecx")).contains("\u0394 from ");
		assertThat(bench.boldWords()).contains("ecx", "esi", "eip").doesNotContain("hash", "pr0");
		Map<String, String> before = bench.frame();
		bench.execute(FlukeUi.STEP);
		Eventually.see("the next restart point", bench::labels, l -> l.contains(": stopped") && !l.contains("fault-hard"));
		Map<String, String> after = bench.frame();
		List<String> changed = bench.kernel().api().frameWords().stream().map(FrameWord::name)
				.filter(w -> !after.get(w).equals(before.get(w))).toList();
		assertThat(changed).isNotEmpty();
		assertThat(bench.boldWords()).containsExactlyInAnyOrderElementsOf(changed);
		bench.picture("frame-changed");
	}

	@Test
	void aWordIsEditedWithTheKeyboardAlone() throws Exception {
		Text editor = bench.editWithKey("ecx");
		assertThat(editor.getText()).isEqualTo("0x00000200");
		bench.type(editor, "0x80");
		bench.enter(editor);
		Eventually.see("the edit", bench::labels, l -> l.contains("Changes ecx 0x00000200 -> 0x00000080"));
		bench.execute(FlukeUi.DISCARD);
		Eventually.see("the word as it was", () -> bench.frame().get("ecx"), "0x00000200"::equals);
	}

	@Test
	void aLinkLeadsToItsObject() throws Exception {
		bench.clickMeaning("server");
		Eventually.see("the receiver's frame", bench::labels, l -> l.contains("ipc-fault/receiver, thread"));
		Eventually.see("it receives", () -> bench.frame().get("server half"), "receiver"::equals);
		bench.clickMeaning("client");
		Eventually.see("back again", bench::labels, l -> l.contains("ipc-fault/sender, thread"));
		bench.clickMeaning("space");
		Eventually.see("the space among the kernel's objects", () -> bench.selectedRow("Object"), r -> r.startsWith("ipc-fault"));
	}

	@Test
	void formatsAreChosenAndRemembered() throws Exception {
		bench.chooseForWord("ecx", "Number Format of ecx", "Decimal");
		Eventually.see("decimal", () -> bench.frame().get("ecx"), "512"::equals);
		assertThat(bench.frame()).containsEntry("esi", "0x08003000");
		bench.chooseForWord("esi", "Number Format of esi", "Binary");
		Eventually.see("binary", () -> bench.frame().get("esi"), "0b0000_1000_0000_0000_0011_0000_0000_0000"::equals);
		Text editor = bench.edit("ecx");
		assertThat(editor.getText()).isEqualTo("512");
		bench.enter(editor);
		bench.window().getActivePage().hideView(bench.window().getActivePage().findView(FlukeUi.FRAME_VIEW));
		bench.show(FlukeUi.FRAME_VIEW);
		Eventually.see("still decimal", () -> bench.frame().get("ecx"), "512"::equals);
		bench.picture("frame-formats");
		bench.chooseForWord("ecx", "Number Format of ecx", "For All Words", "Hexadecimal");
		Eventually.see("all as before", bench::frame,
				f -> "0x00000200".equals(f.get("ecx")) && "0x08003000".equals(f.get("esi")));
	}

	@Test
	void coloursAreTheThemes() throws Exception {
		RGB light = JFaceResources.getColorRegistry().getRGB("org.fluke.ui.color.pending");
		assertThat(light).isEqualTo(new RGB(0, 84, 166));
		IThemeEngine themes = PlatformUI.getWorkbench().getService(IThemeEngine.class);
		themes.setTheme(DARK, false);
		try {
			Eventually.see("the dark theme's colour", () -> JFaceResources.getColorRegistry().getRGB("org.fluke.ui.color.pending"),
					new RGB(0x6c, 0xb4, 0xff)::equals);
			bench.set("ecx", "0x100");
			bench.set("eflags", "0x3202");
			Eventually.see("the edit", bench::labels, l -> l.contains("Changes eflags") || l.contains("Changes ecx"));
			bench.picture("frame-dark");
		} finally {
			themes.setTheme(LIGHT, false);
		}
	}

	// ---- editing

	@Test
	void thePreviewFollowsTheEdit() throws Exception {
		bench.set("ecx", "0x100");
		Eventually.see("what will be sent", bench::labels, l -> l.contains("Changes ecx 0x00000200 -> 0x00000100. Once it is resumed, "
				+ "the thread will send 256 words (1024 bytes) from 0x08003000 to thread ipc-fault/receiver"));
		assertThat(bench.meaning("buffer")).isEqualTo("1024 bytes, from 0x08003000 to 0x08003400");
		bench.set("eip", "ipc_client_receive");
		Eventually.see("what is wrong", bench::labels,
				l -> l.contains("Eip: the client half is the sender: the kernel will raise NOT_RECEIVER"));
		bench.picture("frame-preview");
	}

	@Test
	void errorsStopTheApplyAndWarningsDoNot() throws Exception {
		bench.set("esi", "0x08003002");
		Eventually.see("the reason on the word", () -> bench.meaning("esi"), m -> m.contains("BUFFER_UNALIGNED"));
		ErrorDialog.AUTOMATED_MODE = false;
		bench.execute(FlukeUi.APPLY);
		Eventually.see("the refusal", bench::dialogs, d -> !d.isEmpty());
		assertThat(bench.labels()).contains("esi: message buffers are multiples of 4");
		bench.closeDialogs();
		assertThat(kernelWord("esi")).isEqualTo(0x08003000);
		assertThat(bench.frame()).as("nothing is lost").containsEntry("esi", "0x08003002");
		bench.set("esi", "0x08003000");
		bench.set("pr0", "7");
		Eventually.see("a warning", () -> bench.meaning("pr0"), m -> m.contains("MIN_VALID is clear"));
		bench.execute(FlukeUi.APPLY);
		Eventually.see("pr0 in the kernel", () -> kernelWord("pr0"), v -> v == 7);
	}

	@Test
	void whatWasTypedAndAppliedIsUndoneAndRedone() throws Exception {
		bench.set("ecx", "0x100");
		bench.set("pr1", "0x77");
		Eventually.see("two changes", bench::frame, f -> "0x00000077".equals(f.get("pr1")));
		bench.execute(IWorkbenchCommandConstants.EDIT_UNDO);
		Eventually.see("one change", bench::frame, f -> "0x00000000".equals(f.get("pr1")) && "0x00000100".equals(f.get("ecx")));
		bench.execute(IWorkbenchCommandConstants.EDIT_REDO);
		Eventually.see("two changes again", bench::frame, f -> "0x00000077".equals(f.get("pr1")));
		bench.execute(FlukeUi.APPLY);
		Eventually.see("both in the kernel", () -> kernelWord("ecx") == 0x100 && kernelWord("pr1") == 0x77, v -> v);
		Eventually.see("nothing pending", bench::labels, l -> !l.contains("Changes "));
		bench.execute(IWorkbenchCommandConstants.EDIT_UNDO);
		Eventually.see("the kernel's old values", () -> kernelWord("ecx") == 0x200 && kernelWord("pr1") == 0, v -> v);
		Eventually.see("pending again", bench::labels, l -> l.contains("Changes ecx"));
		bench.execute(IWorkbenchCommandConstants.EDIT_REDO);
		Eventually.see("applied again", () -> kernelWord("ecx") == 0x100 && kernelWord("pr1") == 0x77, v -> v);
	}

	@Test
	void anothersEditIsAConflictAndNeverOverwritten() throws Exception {
		bench.set("ecx", "0x100");
		Eventually.see("the pending edit", bench::labels, l -> l.contains("Changes ecx"));
		foreignEdit("ecx", 0x180);
		Eventually.see("the conflict", bench::labels, l -> l.contains("Conflict: somebody else has changed ecx"));
		assertThat(bench.meaning("ecx")).contains("the kernel has 0x00000180 meanwhile");
		assertThat(bench.frame()).containsEntry("ecx", "0x00000100");
		bench.picture("frame-conflict");
		ErrorDialog.AUTOMATED_MODE = false;
		bench.execute(FlukeUi.APPLY);
		Eventually.see("the refusal", bench::labels, l -> l.contains("ecx has been changed to 0x00000180 since you typed"));
		bench.closeDialogs();
		assertThat(kernelWord("ecx")).isEqualTo(0x180);

		bench.followLink("Keep my values", "mine");
		Eventually.see("no conflict", bench::labels, l -> !l.contains("Conflict") && l.contains("Changes ecx 0x00000180 -> 0x00000100"));
		bench.execute(FlukeUi.APPLY);
		Eventually.see("mine in the kernel", () -> kernelWord("ecx"), v -> v == 0x100);

		bench.set("ecx", "0x80");
		foreignEdit("ecx", 0x40);
		Eventually.see("the conflict", bench::labels, l -> l.contains("Conflict"));
		bench.followLink("Keep my values", "theirs");
		Eventually.see("theirs", bench::frame, f -> "0x00000040".equals(f.get("ecx")));
		assertThat(bench.labels()).doesNotContain("Changes ecx");
	}

	@Test
	void anEditThatComesBetweenSnapshotsIsNotOverwrittenEither() throws Exception {
		bench.kernel().snapshots().setLive(false);
		bench.set("ecx", "0x100");
		foreignEdit("ecx", 0x180);
		assertThat(bench.frame()).containsEntry("ecx", "0x00000100");
		bench.execute(FlukeUi.APPLY);
		Eventually.see("the conflict", bench::labels, l -> l.contains("Conflict: somebody else has changed ecx"));
		assertThat(kernelWord("ecx")).isEqualTo(0x180);
	}

	@Test
	void aThreadThatIsNotStoppedCanBeEdited() throws Exception {
		bench.selectThread("ipc-fault/receiver");
		Eventually.see("the receiver, not stopped", bench::labels, l -> l.contains("ipc-fault/receiver") && l.contains("sleeping"));
		bench.set("saved_edx", "0xbeef");
		Eventually.see("the preview", bench::labels, l -> l.contains("The thread goes on by itself; it will receive"));
		bench.execute(FlukeUi.APPLY);
		KernelThread receiver = thread("receiver");
		Eventually.see("saved_edx in the kernel", () -> receiver.state().word("saved_edx"), v -> v == 0xbeef);
		assertThat(receiver.state().isStopped()).isFalse();
		bench.selectThread("ipc-fault/sender");
		bench.execute(FlukeUi.RESUME);
		Eventually.see("the message arrives all the same", bench::console, c -> c.contains("scenario ipc-fault: pass"));
	}

	/** Changes a word behind the views' back. */
	private void foreignEdit(String word, int value) throws Exception {
		FrameWord frameWord = bench.kernel().api().frameWord(word);
		bench.kernel().session().edit(thread("sender").tid(), Map.of(frameWord.regnum(), value)).get(10, TimeUnit.SECONDS);
	}

	private KernelThread thread(String name) {
		return bench.kernel().threads().stream().filter(t -> t.getName().endsWith(name)).findFirst().orElseThrow();
	}

	private int kernelWord(String word) {
		return thread("sender").state().word(word);
	}
}
