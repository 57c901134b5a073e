// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.fluke.bridge.DoorAddress;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.FrameEdit.Problem;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.api.FrameWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table, what a frame says, and what may be typed into it. */
class FrameTest {

	private static final ApiTable API = ApiTable.bundled();
	private final FrameDecoder decoder = new FrameDecoder(API);

	private static int at(String entry) {
		return API.entryPoint(entry).orElseThrow().address();
	}

	private static FrameWord word(String name) {
		return API.frameWord(name);
	}

	@Test
	void theTableIsThePapers() {
		assertThat(API.entryPoints()).hasSize(107);
		assertThat(API.entryPoints().stream().map(EntryPoint::category).filter("Trivial"::equals)).hasSize(8);
		assertThat(API.entryPoints().stream().map(EntryPoint::category).filter("Short"::equals)).hasSize(68);
		assertThat(API.entryPoints().stream().map(EntryPoint::category).filter("Long"::equals)).hasSize(8);
		assertThat(API.entryPoints().stream().map(EntryPoint::category).filter("Multi-stage"::equals)).hasSize(23);
		assertThat(API.objectTypes()).hasSize(9);
		assertThat(API.frameWords()).hasSize(30);
		assertThat(API.objectTypes().get(7).words()).hasSize(30);
		assertThat(API.objectTypes().get(5).words()).containsExactly("hash");
		assertThat(API.frameWordByRegnum(32)).contains(word("pr0"));
		assertThat(API.cause(99).name()).isEqualTo("cause-99");
	}

	@Test
	void addressesNameEntryPoints() {
		assertThat(API.at(0xffffe000).orElseThrow().entry().name()).isEqualTo("thread_self");
		assertThat(API.at(0xffffe002).orElseThrow().completed()).isTrue();
		assertThat(API.at(0xffffe001)).isEmpty();
		assertThat(API.at(0xffffe000 + 16 * 107)).isEmpty();
		assertThat(API.at(0xffffdff0)).isEmpty();
		assertThat(API.at(0)).isEmpty();
		assertThat(API.at(0x08048000)).isEmpty();
	}

	@Test
	void thePapersSecondExampleInWords() {
		int[] before = World.frame("eip", at("ipc_client_send"), "ecx", 2048, "esi", 0x08001800);
		int[] after = World.frame("eip", at("ipc_client_send"), "ecx", 512, "esi", 0x08003000);
		assertThat(decoder.sentence(after))
				.isEqualTo("about to continue ipc_client_send: 2048 bytes left, next word at 0x08003000");
		assertThat(decoder.difference(before, after)).isEqualTo(
				"ecx 0x00000800 -> 0x00000200: 6144 bytes moved; esi 0x08001800 -> 0x08003000");
		assertThat(decoder.explain(after, "ecx")).isEqualTo("words left in 1st buf: 2048 bytes");
		assertThat(decoder.explain(after, "eip")).isEqualTo("ipc_client_send");
	}

	@Test
	void otherSentences() {
		assertThat(decoder.sentence(World.frame("eip", 0x401000))).isEqualTo("about to run user code at 0x00401000");
		assertThat(decoder.sentence(World.frame("eip", at("mutex_lock"), "eax", 0x108d0)))
				.isEqualTo("about to call mutex_lock: mutex 0x000108d0");
		assertThat(decoder.sentence(World.frame("eip", at("ipc_client_send") + 2, "eax", 5 << 16)))
				.isEqualTo("about to return from ipc_client_send: IPC_SEND_DISCONNECTED, the peer is gone while sending");
		assertThat(decoder.sentence(World.frame("eip", at("ipc_client_receive"), "ecx", 4, "esi", 0x1000, "eax", 0x0102)))
				.isEqualTo("about to continue ipc_client_receive: room for 16 bytes, next word goes to 0x00001000, "
						+ "2 more buffers, 1 reference");
		assertThat(decoder.flags(0x05000005)).isEqualTo("STOPPED CLIENT_SENDER");
		assertThat(decoder.flags(0)).isEqualTo("-");
		assertThat(decoder.difference(World.frame("flags", 0x01000000), World.frame("flags", 0x05000001))).isEqualTo("flags +STOPPED");
		assertThat(decoder.difference(World.frame("flags", 0x01000000), World.frame("flags", 0x05000000))).isEmpty();
	}

	@Test
	void entryPointsOfALaterKernelAreShownByNumber(@TempDir Path folder) throws IOException {
		for (String file : List.of("entrypoints", "objects", "frame", "flags", "status", "causes")) {
			try (InputStream in = ApiTable.class.getResourceAsStream(file + ".tsv")) {
				String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
				Files.writeString(folder.resolve(file + ".tsv"),
						file.equals("entrypoints") ? text.substring(0, text.indexOf("\n100\t") + 1) : text);
			}
		}
		ApiTable older = ApiTable.load(folder);
		assertThat(older.digest()).isNotEqualTo(API.digest());
		assertThat(older.unknownEntry(at("ipc_server_receive"))).hasValue(102);
		assertThat(older.unknownEntry(at("ipc_server_receive") + 2)).hasValue(102);
		assertThat(older.unknownEntry(at("ipc_server_receive") + 1)).isEmpty();
		assertThat(older.unknownEntry(at("mutex_lock"))).isEmpty();
		assertThat(older.unknownEntry(0x10000)).isEmpty();
		FrameDecoder decoderOfOlder = new FrameDecoder(older);
		int[] frame = World.frame("eip", at("ipc_server_receive"));
		assertThat(decoderOfOlder.sentence(frame)).isEqualTo("at entry point #102, which is newer than what is known here");
		assertThat(decoderOfOlder.explain(frame, "eip")).isEqualTo("entry point #102, which is newer than what is known here");
		assertThat(decoderOfOlder.ipc(frame, Map.of())).hasSize(2);
		FrameEdit edit = new FrameEdit(older, frame);
		edit.set(word("ecx"), 1);
		assertThat(edit.problems()).isEmpty();
		assertThat(edit.preview()).contains("will continue at entry point #102");
	}

	@Test
	void everyEntryPointHasASentence() {
		for (EntryPoint entry : API.entryPoints()) {
			assertThat(decoder.sentence(World.frame("eip", entry.address()))).contains(entry.name()).doesNotContain("null");
			assertThat(decoder.sentence(World.frame("eip", entry.returnAddress()))).contains("return from " + entry.name());
		}
	}

	@ParameterizedTest
	@CsvSource({ "0x8003000,134230016", "134230016,134230016", "-1,-1", "0xFFFFFFFF,-1", "4294967295,-1", "0x0800_3000,134230016",
			"' 16 ',16", "0X10,16", "-2147483648,-2147483648" })
	void numbersAreRead(String text, int value) {
		assertThat(new FrameEdit(API, World.frame()).parse(word("eax"), text)).isEqualTo(value);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "''|Type a number", "xyz|xyz is not a number", "4294967296|does not fit into 32 bits",
			"0x100000000|does not fit into 32 bits", "99999999999999999999|does not fit into 32 bits",
			"-2147483649|does not fit into 32 bits", "deadbeef|deadbeef is hexadecimal: write 0xdeadbeef", "0x|0x is not a number",
			"0x-1|0x-1 is not a number", "1.5|1.5 is not a number", "mutex_lock|mutex_lock is not a number" })
	void whatIsNoNumberIsSaidClearly(String text, String message) {
		FrameEdit edit = new FrameEdit(API, World.frame());
		assertThat(edit.check(word("eax"), text)).contains(message);
		assertThatThrownBy(() -> edit.set(word("eax"), text)).isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining(message);
		assertThat(edit.isEmpty()).isTrue();
	}

	@Test
	void entryPointsAreNamesForEip() {
		FrameEdit edit = new FrameEdit(API, World.frame());
		assertThat(edit.parse(word("eip"), "mutex_lock")).isEqualTo(at("mutex_lock"));
		assertThat(edit.check(word("eip"), "mutex_loc")).isEqualTo("There is no entry point named mutex_loc; did you mean mutex_lock?");
		assertThat(edit.check(word("eip"), "0xffffe003")).contains("lies inside the entry point thread_self");
		assertThat(edit.check(word("eip"), "0xffffeff0")).contains("lies behind the last entry point");
		assertThat(edit.check(word("eip"), "0x401000")).isNull();
	}

	@Test
	void anEditIsAMapAndAPreview() {
		FrameEdit edit = new FrameEdit(API, World.frame("eip", at("mutex_lock"), "eax", 0x108d0, "flags", 1, "hash", 5));
		assertThat(edit.preview()).isEqualTo("Nothing changes");
		edit.set(word("eax"), "0x108e0");
		assertThat(edit.toRegisters()).isEqualTo(Map.of(0, 0x108e0));
		assertThat(edit.problems()).isEmpty();
		assertThat(edit.preview()).isEqualTo("Changes eax 0x000108d0 -> 0x000108e0. Once it is resumed, the thread will lock "
				+ "mutex at 0x000108e0 and may wait there");
		assertThat(edit.result()[word("eax").index()]).isEqualTo(0x108e0);
		edit.set(word("eax"), "0x108d0");
		assertThat(edit.isEmpty()).as("its old value takes a change back").isTrue();
		assertThat(edit.check(word("hash"), "6")).contains("can't be changed");
		assertThat(edit.check(word("hash"), "5")).isNull();
		assertThatThrownBy(() -> edit.set(word("hash"), 6)).hasMessageContaining("can't be changed");
	}

	@Test
	void doorsAreOnThisComputer() {
		assertThat(DoorAddress.parse("1234")).isEqualTo(DoorAddress.port(1234));
		assertThat(DoorAddress.parse("localhost:1234")).hasToString("127.0.0.1:1234");
		assertThat(DoorAddress.parse(":1234")).isEqualTo(DoorAddress.parse("127.0.0.1:1234"));
		assertThat(DoorAddress.parse("unix:/a/b")).isEqualTo(DoorAddress.parse("/a/b"));
		assertThatThrownBy(() -> DoorAddress.parse("example.org:1234")).hasMessageContaining("only ever on this computer");
		assertThatThrownBy(() -> DoorAddress.parse("0")).hasMessageContaining("1 to 65535");
		assertThatThrownBy(() -> DoorAddress.parse("99999")).hasMessageContaining("1 to 65535");
		assertThatThrownBy(() -> DoorAddress.parse(" ")).hasMessageContaining("port number");
	}
}
