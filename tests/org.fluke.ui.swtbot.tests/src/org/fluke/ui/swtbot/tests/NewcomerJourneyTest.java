// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.swtbot.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.swt.SWT;
import org.eclipse.swtbot.eclipse.finder.widgets.SWTBotEclipseEditor;
import org.eclipse.swtbot.swt.finder.junit5.SWTBotJunit5Extension;
import org.eclipse.swtbot.swt.finder.keyboard.Keystrokes;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotShell;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotText;
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
		journey.picture("01-open");
	}

	@Test
	@Order(2)
	void theDemoRunsAtAClick() throws Exception {
		journey.view("Threads").bot().link().click("Run the demo");
		journey.see("the sender's count", () -> journey.frameValue("ecx"), "0x00000200"::equals);
		journey.picture("02-demo");
	}

	@Test
	@Order(3)
	void theFrameSaysWhatTheThreadWillDo() throws Exception {
		assertThat(journey.frameValue("esi")).isEqualTo("0x08003000");
		assertThat(journey.frameRow("eip").cell(2)).contains("ipc_client_send");
		journey.picture("03-frame");
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
		journey.picture("04-edit");
	}

	@Test
	@Order(5)
	void theEditIsAppliedAndTheThreadResumed() throws Exception {
		journey.bot.menu("Fluke").menu("Apply Edit").click();
		journey.see("no pending edit", () -> journey.frameRow("ecx").cell(2), m -> !m.contains("was"));
		journey.view("Frame");
		journey.bot.activeView().bot().tree().pressShortcut(SWT.NONE, SWT.F8, (char) 0);
		journey.see("what the guest prints", journey::console, c -> c.contains("received 7168 bytes"));
		journey.picture("05-resume");
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
			journey.picture("06-step-" + i);
		}
	}

	@Test
	@Order(7)
	void aSnapshotIsSaved() throws Exception {
		journey.bot.menu("Fluke").menu("Save Snapshot...").click();
		SWTBotShell dialog = journey.bot.shell("Save As");
		journey.picture("07-save");
		dialog.bot().button("OK").click();
		journey.see("the editor's objects", journey::snapshotRows, r -> r.contains("sender"));
		journey.picture("07-snapshot");
	}

	@Test
	@Order(8)
	void theSnapshotIsComparedWithTheKernel() throws Exception {
		journey.bot.menu("Fluke").menu("Resume Thread").click();
		journey.see("the whole message", journey::console, c -> c.contains("received 8192 bytes"));
		journey.bot.editors().get(0).setFocus();
		journey.bot.menu("Fluke").menu("Compare with the Running Kernel").click();
		journey.see("the comparison", () -> journey.bot.activeEditor().getTitle(), t -> t.startsWith("Compare"));
		journey.see("what differs, in words", journey::snapshotRows, r -> r.contains("sender: ") && r.contains("\u2192"));
		journey.picture("08-compare");
		journey.bot.closeAllEditors();
	}

	@Test
	@Order(9)
	void aKernelProjectIsMadeAndBuilt() throws Exception {
		journey.bot.menu("File").menu("New").menu("Other...").click();
		SWTBotShell wizard = journey.bot.shell("New");
		wizard.bot().tree().expandNode("Fluke").getNode("Fluke Kernel Project").select();
		wizard.bot().button("Next >").click();
		journey.bot.text("fluke").setText("mykernel");
		journey.picture("09-new-project");
		journey.bot.button("Finish").click();
		journey.see("the first build", journey::console, c -> c.contains("Built in"));
		journey.picture("09-built");
	}

	@Test
	@Order(10)
	void aBrokenBuildHasItsProblemAtTheLine() throws Exception {
		journey.bot.menu("Window").menu("Show View").menu("Project Explorer").click();
		journey.view("Project Explorer").bot().tree().expandNode("mykernel", "kern").getNode("cond.c").doubleClick();
		SWTBotEclipseEditor source = journey.bot.editorByTitle("cond.c").toTextEditor();
		good = source.getText();
		source.setText(good + "int broken(void) { return undefined_thing; }\n");
		source.save();
		journey.see("the problem", () -> journey.problems("mykernel"),
				p -> p.contains("cond.c:" + (good.lines().count() + 1) + " ") && p.contains("undefined_thing"));
		journey.picture("10-broken");
	}

	@Test
	@Order(11)
	void aMendedBuildHasNone() throws Exception {
		SWTBotEclipseEditor source = journey.bot.editorByTitle("cond.c").toTextEditor();
		source.setText(good);
		source.save();
		journey.see("no problem", () -> journey.problems("mykernel"), String::isEmpty);
		journey.picture("11-mended");
		source.close();
	}
}
