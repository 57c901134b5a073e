// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.fluke.bridge.FrameDiff;
import org.fluke.bridge.FrameDiff.Kind;
import org.fluke.bridge.api.ApiTable;
import org.junit.jupiter.api.Test;

/** What is different between two frames, in words. */
class FrameDiffTest {

	private static final ApiTable API = ApiTable.bundled();

	private static int[] frame(String entry, int eax, int ecx, int esi, int flags) {
		int[] words = new int[API.frameWords().size()];
		words[API.frameWord("eip").index()] = entry == null ? 0x08000000 : API.entryPoint(entry).orElseThrow().address();
		words[API.frameWord("eax").index()] = eax;
		words[API.frameWord("ecx").index()] = ecx;
		words[API.frameWord("esi").index()] = esi;
		words[API.frameWord("flags").index()] = flags;
		return words;
	}

	@Test
	void progressOfATransferIsInBytes() {
		FrameDiff diff = new FrameDiff(API, frame("ipc_client_send", 0, 2048, 0x08001800, 4),
				frame("ipc_client_send", 0, 512, 0x08003000, 4), Kind.PROGRESS);
		assertThat(diff).hasToString(
				"ecx 0x00000800 -> 0x00000200: 6144 bytes moved; esi 0x08001800 -> 0x08003000");
		assertThat(diff.lines()).first().asString().contains("8192 bytes left");
		assertThat(diff.changes()).extracting(c -> c.word().name()).containsExactly("ecx", "esi");
	}

	@Test
	void anEditOrAnotherEntryPointIsNoProgress() {
		assertThat(new FrameDiff(API, frame("ipc_client_send", 0, 2048, 0, 4), frame("ipc_client_send", 0, 512, 0, 4),
				Kind.COMPARISON).toString()).doesNotContain("moved");
		assertThat(new FrameDiff(API, frame("ipc_client_send", 0, 2048, 0, 4), frame("ipc_client_receive", 0, 512, 0, 4),
				Kind.PROGRESS).toString()).doesNotContain("moved").contains("eip -> ipc_client_receive");
	}

	@Test
	void registersAreSaidWithWhatTheyMean() {
		FrameDiff diff = new FrameDiff(API, frame("cond_wait", 0x1000, 0, 0, 0), frame("mutex_lock", 0x2000, 0, 0, 0),
				Kind.PROGRESS);
		assertThat(diff.lines()).contains("eax 0x00001000 -> 0x00002000 (cond -> mutex)", "eip -> mutex_lock");
	}

	@Test
	void theCauseInTheFlagsWordIsNoDifference() {
		assertThat(new FrameDiff(API, frame(null, 0, 0, 0, 0x01000000), frame(null, 0, 0, 0, 0x05000000), Kind.PROGRESS)
				.isEmpty()).isTrue();
		assertThat(new FrameDiff(API, frame(null, 0, 0, 0, 1), frame(null, 0, 0, 0, 4), Kind.PROGRESS))
				.hasToString("flags -STOPPED +CLIENT_SENDER");
	}
}
