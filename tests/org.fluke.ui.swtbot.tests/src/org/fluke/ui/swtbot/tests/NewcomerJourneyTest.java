// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.swtbot.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.swt.SWT;
import org.eclipse.swtbot.eclipse.finder.widgets.SWTBotEclipseEditor;
import org.eclipse.swtbot.swt.finder.junit5.SWTBotJunit5Extension;
import org.eclipse.swtbot.swt.finder.keyboard.Keystrokes;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotShell;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotText;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotTree;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotTreeItem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A newcomer's journey, in the order in which the guide tells it, on the real kernel. Each step begins where the one
 * before it ended, and leaves a picture.
 */
@ExtendWith(SWTBotJunit5Extension.class)
@TestMethodOrder(OrderAnnotation.class)
class NewcomerJourneyTest {

	private static final Journey journey = new Journey();

	private static String good = "";

	@BeforeAll
	static void begin() {
		journey.begin();
	}

	@AfterAll
	static void end() throws Exception {
		journey.end();
	}

	@Test
	@Order(1)
	void theWorkbenchOpensAndSaysWhatToDo() throws Exception {
		assertThat(journey.view("Threads").bot().link().getText()).contains("Run the demo");
		journey.picture("journey-open");
	}

	@Test
	@Order(2)
	void theDemoRunsAtAClick() throws Exception {
		journey.view("Threads").bot().link().click("Run the demo");
		journey.see("the sender's count", () -> journey.frameValue("ecx"), "0x00000200"::equals);
		journey.see("the stopped sender in the Debug view", journey::debugged, d -> d.contains("sender (stopped: fault-hard)"));
		journey.picture("journey-demo");
	}

	@Test
	@Order(3)
	void theFrameSaysWhatTheThreadWillDo() throws Exception {
		assertThat(journey.frameValue("esi")).isEqualTo("0x08003000");
		assertThat(journey.frameRow("eip").cell(2)).contains("ipc_client_send");
		journey.picture("journey-frame", "Frame");
	}

	@Test
	@Order(4)
	void aWordIsEditedAndPreviewed() throws Exception {
		SWTBotTreeItem row = journey.frameRow("ecx");
		row.select();
		row.doubleClick(1);
		SWTBotText editor = journey.view("Frame").bot().text("0x00000200");
		editor.setText("0x100");
		editor.pressShortcut(Keystrokes.CR);
		journey.see("the pending value", () -> journey.frameValue("ecx"), "0x00000100"::equals);
		assertThat(journey.frameRow("ecx").cell(2)).contains("was 0x00000200");
		journey.picture("journey-edit");
	}

	@Test
	@Order(5)
	void theEditIsAppliedAndTheThreadResumed() throws Exception {
		journey.bot.menu("Fluke").menu("Apply Edit").click();
		journey.see("no pending edit", () -> journey.frameRow("ecx").cell(2), m -> !m.contains("was"));
		journey.view("Frame");
		journey.bot.activeView().bot().tree().pressShortcut(SWT.NONE, SWT.F8, (char) 0);
		journey.see("what the guest prints", journey::console, c -> c.contains("received 7168 bytes"));
		journey.see("the sender elsewhere", journey::frameHeader, h -> h.contains("thread_wait"));
		journey.see("the same in the Debug view", journey::debugged, d -> d.contains("thread_wait"));
		journey.picture("journey-resume");
	}

	@Test
	@Order(6)
	void threeRestartPointsAreStepped() throws Exception {
		journey.bot.menu("Fluke").menu("Run the Demo").click();
		journey.see("the fault of a new kernel", journey::frameHeader,
				h -> h.contains("fault-hard") && h.contains("2048 of 8192 bytes left"));
		for (int i = 1; i <= 3; i++) {
			String before = journey.frameHeader();
			journey.bot.menu("Fluke").menu("Step to Next Restart Point").click();
			journey.see("another restart point", journey::frameHeader, h -> h.contains("stopped") && !h.equals(before));
			journey.picture("journey-step-" + i, "Frame");
		}
	}

	@Test
	@Order(7)
	void aSnapshotIsSaved() throws Exception {
		journey.bot.menu("Fluke").menu("Save Snapshot...").click();
		SWTBotShell dialog = journey.bot.shell("Save As");
		journey.picture("journey-save", dialog);
		dialog.bot().button("OK").click();
		journey.see("the editor's objects", journey::snapshotRows, r -> r.contains("sender"));
		journey.picture("journey-snapshot");
	}

	@Test
	@Order(8)
	void theSnapshotIsComparedWithTheKernel() throws Exception {
		journey.bot.menu("Fluke").menu("Resume Thread").click();
		journey.see("the sender elsewhere", journey::frameHeader, h -> h.contains("thread_wait"));
		journey.bot.editors().get(0).setFocus();
		journey.bot.menu("Fluke").menu("Compare with the Running Kernel").click();
		journey.see("the comparison", () -> journey.bot.activeEditor().getTitle(), t -> t.startsWith("Compare"));
		journey.see("what differs, in words", journey::snapshotRows, r -> r.contains("sender: ") && r.contains("\u2192"));
		journey.toggleMaximized();
		Journey.open(journey.bot.activeEditor().bot().tree(), "sender: ");
		journey.see("what differs, word by word", journey::changedWords, w -> w.contains("eip"));
		journey.picture("journey-compare");
		journey.toggleMaximized();
		journey.bot.activeEditor().close();
	}

	@Test
	@Order(9)
	void aKernelProjectIsMadeAndBuilt() throws Exception {
		journey.bot.menu("File").menu("New").menu("Other...").click();
		SWTBotShell wizard = journey.bot.shell("New");
		wizard.bot().tree().expandNode("Fluke").getNode("Fluke Kernel Project").select();
		wizard.bot().button("Next >").click();
		journey.bot.text("fluke").setText("mykernel");
		journey.see("a name that will do", () -> journey.bot.button("Finish").isEnabled(), e -> e);
		journey.picture("journey-project", journey.bot.shell("New Fluke Kernel Project"));
		journey.bot.button("Finish").click();
		journey.see("the first build", journey::console, c -> c.contains("Built in"));
		journey.picture("journey-built");
	}

	@Test
	@Order(10)
	void aBrokenBuildHasItsProblemAtTheLine() throws Exception {
		journey.bot.menu("Window").menu("Show View").menu("Project Explorer").click();
		journey.view("Project Explorer").bot().tree().expandNode("mykernel", "kern").getNode("cond.c").doubleClick();
		SWTBotEclipseEditor source = journey.bot.editorByTitle("cond.c").toTextEditor();
		good = source.getText();
		Integer line = source.getLineCount() - 1;
		source.navigateTo(line, 0);
		source.insertText("int broken(void) { return undefined_thing; }\n");
		source.save();
		journey.see("the build's end", journey::console, c -> c.contains("can't be built"));
		journey.bot.menu("Window").menu("Show View").menu("Problems").click();
		journey.see("the problem at its line", journey::problems,
				p -> p.contains("cond.c:line " + (line + 1) + " ") && p.contains("undefined_thing"));
		Journey.open(journey.view("Problems").bot().tree(), "undefined_thing");
		journey.see("the problem's line in the editor", () -> source.cursorPosition().line, line::equals);
		journey.picture("journey-broken");
	}

	@Test
	@Order(11)
	void aMendedBuildHasNone() throws Exception {
		SWTBotEclipseEditor source = journey.bot.editorByTitle("cond.c").toTextEditor();
		source.setText(good);
		source.navigateTo(source.getLineCount() - 1, 0);
		source.save();
		journey.see("no problem", journey::problems, String::isEmpty);
		journey.see("the build's end", journey::console, c -> c.contains("Built in"));
		journey.picture("journey-mended");
	}

	@Test
	@Order(12)
	void theProjectsKernelIsDebugged() throws Exception {
		journey.endKernels();
		SWTBotTree projects = journey.view("Project Explorer").bot().tree();
		projects.setFocus();
		projects.getTreeItem("mykernel").select();
		projects.contextMenu().menu("Debug As").menu("1 Fluke Kernel").click();
		journey.see("the kernel's threads", journey::threads, t -> t.contains("sender"));
		// Without CDT, as here, the user hears how else to debug the C source.
		journey.see("how to debug the source", journey::console, c -> c.contains("there is no CDT here"));
		journey.view("Debug");
		journey.see("the kernel in the Debug view", journey::debugged, d -> d.contains("mykernel") && d.contains("sender"));
		journey.picture("journey-debug");
	}
}
