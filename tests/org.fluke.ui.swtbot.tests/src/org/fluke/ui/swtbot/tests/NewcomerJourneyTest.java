// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.swtbot.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.swt.SWT;
import org.eclipse.swtbot.swt.finder.junit5.SWTBotJunit5Extension;
import org.eclipse.swtbot.swt.finder.keyboard.Keystrokes;
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
}
