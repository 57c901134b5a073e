// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.FrameEdit.Problem;
import org.fluke.bridge.FrameEdit.Severity;
import org.fluke.bridge.Surroundings;
import org.fluke.bridge.WordFormat;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.api.FrameWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an edit of a frame is checked for, and what is said will happen on resume, in a small made-up kernel. */
class FrameEditTest {

	private static final ApiTable API = ApiTable.bundled();
	private static final FrameDecoder DECODER = new FrameDecoder(API);

	/** The thread t, its memory from 0x10000 on, and whom it knows; see {@link World}. */
	private final World world = new World();

	private FrameEdit edit(Object... namesAndValues) {
		return new FrameEdit(API, World.frame(namesAndValues), around());
	}

	private Surroundings around() {
		return Surroundings.of(world.snapshot(), World.THREAD);
	}

	private static int at(String entry) {
		return API.entryPoint(entry).orElseThrow().address();
	}

	private static FrameWord word(String name) {
		return API.frameWord(name);
	}

	private static String problem(FrameEdit edit) {
		List<Problem> problems = edit.problems();
		assertThat(problems).as("of %s", edit.toRegisters()).hasSize(1);
		return problems.getFirst().severity() + " " + problems.getFirst().word().name() + ": " + problems.getFirst().message();
	}

	// ---- what the kernel refuses, and what contradicts

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "sched_val|32|ERROR sched_val: priorities go from 0 to 31",
			"sched_val|-1|ERROR sched_val: priorities go from 0 to 31", "eflags|0x3202|ERROR eflags: I/O privilege",
			"eflags|0x302|ERROR eflags: bit 8 belongs to the kernel, which keeps it clear",
			"eflags|0x2|ERROR eflags: bit 9 belongs to the kernel, which keeps it set",
			"saved_eflags|0x1000|ERROR saved_eflags: I/O privilege", "flags|0|ERROR flags: STOPPED is not changed by an edit",
			"flags|0x2001|ERROR flags: TRACE is not changed", "flags|0x01000001|ERROR flags: bits 24 to 27 hold the last cause",
			"flags|0x100001|WARNING flags: bit 20 has no meaning",
			"flags|5|ERROR flags: CLIENT_SENDER without a connection: the thread's link 'server' is null",
			"flags|0x401|ERROR flags: SERVER_ACK without a connection: the thread's link 'client' is null",
			"eip|0xc0001000|ERROR eip: user code ends at 0xc0000000", "eip|0xffffd000|ERROR eip: user code ends",
			"eip|0x90000000|WARNING eip: nothing is mapped at 0x90000000", "trap_handler|0xd0000000|ERROR trap_handler: user code ends",
			"pr0|7|WARNING pr0: nobody reads it while the flag MIN_VALID is clear", "esp|0xc0000010|WARNING esp: user memory ends",
			"thread_va|0x10|WARNING thread_va: a thread whose thread_va is not where its object is mapped" })
	void rulesForAWord(String name, String value, String expected) {
		FrameEdit edit = edit("flags", 1, "eflags", 0x202, "eip", 0x10000, "thread_va", 0x10000);
		edit.set(word(name), value);
		assertThat(problem(edit)).startsWith(expected);
		assertThat(edit.error().isPresent()).isEqualTo(expected.startsWith("ERROR"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "eflags|0xa47", "sched_val|31", "sched_val|0", "eip|0x10004", "eip|thread_self",
			"flags|3", "trap_handler|0x10000", "ebx|0xffffffff" })
	void whatIsAllowed(String name, String value) {
		FrameEdit edit = edit("flags", 1, "eflags", 0x202, "eip", 0x10000, "thread_va", 0x10000);
		edit.set(word(name), value);
		assertThat(edit.problems()).isEmpty();
	}

	@Test
	void strangeFramesOfTheThreadsOwnMakingAreNotJudged() {
		FrameEdit edit = edit("eip", at("ipc_client_send"), "esi", 0x10001, "ecx", 4, "eflags", 0x3202, "flags", 5);
		edit.set(word("ebx"), 1);
		assertThat(edit.problems()).isEmpty();
		edit.set(word("ecx"), 5);
		assertThat(problem(edit)).isEqualTo("ERROR esi: message buffers are multiples of 4: the kernel will raise BUFFER_UNALIGNED");
	}

	@Test
	void entryPointsGoTo106() {
		FrameEdit edit = edit();
		assertThat(edit.check(word("eip"), "#106")).isNull();
		assertThat(edit.check(word("eip"), "#107")).isEqualTo("There is no entry point #107: the last one is #106");
		assertThat(edit.check(word("eip"), "0xffffe001")).contains("lies inside the entry point thread_self");
		assertThat(edit.check(word("saved_eip"), "0xffffe6b0")).contains("lies behind the last entry point");
		edit.set(word("eip"), "#76");
		assertThat(edit.result()[word("eip").index()]).isEqualTo(at("mutex_lock"));
	}

	// ---- the register contracts

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"mutex_lock|eax|0x10108|ERROR eax: is the address of a mutex, a multiple of 16: the kernel will raise NOT_ALIGNED",
			"mutex_lock|eax|0xd0000000|ERROR eax: is the address of a mutex, and user memory ends at",
			"mutex_lock|eax|0x10200|WARNING eax: the snapshot knows of no object at 0x00010200",
			"mutex_lock|eax|0x10150|WARNING eax: is the address of ref r, not of a mutex: the kernel will raise NOT_TYPE",
			"mutex_create|eax|0x10100|WARNING eax: mutex m1 is there: the kernel will raise OBJECT_EXISTS",
			"ipc_call|eax|0x10100|WARNING eax: is the address of mutex m1, not of a reference: the kernel will raise NOT_REF",
			"ipc_wait_receive|ebx|0xc0000000|ERROR ebx: points at memory (params)",
			"ipc_wait_receive|ebx|0x8|WARNING ebx: nothing is mapped at 0x00000008 (params)",
			"thread_disable_exceptions|eax|0x10|ERROR eax: has to be the thread itself, 0x00010000",
			"ipc_client_send|esi|0x10102|ERROR esi: message buffers are multiples of 4",
			"ipc_client_send|ecx|0x40000000|ERROR ecx: the buffer would end at",
			"ipc_client_send|ecx|0x10000|WARNING ecx: nothing is mapped at 0x00050fe0, which ipc_client_send will use",
			"ipc_client_send|eax|0x2|WARNING eax: 2 more bufs, and their table (edi) is null" })
	void rulesForAnEntryPoint(String entry, String name, String value, String expected) {
		world.connect();
		int[] frame = World.frame("eip", at(entry), "eax", 0, "ebx", 0x10800, "ecx", 8, "esi", 0x10fe4, "flags",
				1 | World.CLIENT_SENDER, "thread_va", 0x10000);
		FrameEdit edit = new FrameEdit(API, frame, around());
		edit.set(word(name), value);
		assertThat(problem(edit)).startsWith(expected);
	}

	@Test
	void theRoleOfAHalfHasToFitTheCall() {
		world.connect();
		FrameEdit send = edit("eip", 0x10000, "flags", 1);
		send.set(word("eip"), "ipc_client_send");
		assertThat(problem(send)).isEqualTo("ERROR eip: the client half is not the sender: the kernel will raise NOT_SENDER");
		send.set(word("flags"), 1 | World.CLIENT_SENDER);
		assertThat(send.problems()).isEmpty();
		send.set(word("eip"), "ipc_client_receive");
		assertThat(problem(send)).isEqualTo("ERROR flags: the client half is the sender: the kernel will raise NOT_RECEIVER");
		send.set(word("flags"), 1 | World.CLIENT_SENDER | 1 << 9);
		assertThat(send.problems()).extracting(Problem::message)
				.anySatisfy(m -> assertThat(m).contains("CLIENT_SENDER and CLIENT_ACK exclude each other"));
	}

	@Test
	void withoutSurroundingsOnlyTheWordsAreJudged() {
		FrameEdit edit = new FrameEdit(API, World.frame("eip", at("mutex_lock"), "flags", 1));
		edit.set(word("eax"), 0x10200);
		edit.set(word("flags"), 1 | World.CLIENT_SENDER);
		assertThat(edit.problems()).isEmpty();
		edit.set(word("eax"), 0x10201);
		assertThat(problem(edit)).contains("NOT_ALIGNED");
	}

	@Test
	void errorsComeFirst() {
		FrameEdit edit = edit("eip", 0x10000);
		edit.set(word("pr0"), 1);
		edit.set(word("sched_val"), 99);
		assertThat(edit.problems()).extracting(Problem::severity).containsExactly(Severity.ERROR, Severity.WARNING);
	}

	// ---- what will happen

	private String preview(Object... namesAndValues) {
		FrameEdit edit = edit("flags", 1, "eip", 0x10004);
		for (int i = 0; i < namesAndValues.length; i += 2) {
			edit.set(word((String) namesAndValues[i]), String.valueOf(namesAndValues[i + 1]));
		}
		String text = edit.preview();
		return text.substring(text.indexOf(". ") + 2);
	}

	@Test
	void mutexes() {
		assertThat(preview("eip", "mutex_lock", "eax", 0x10110)).isEqualTo("Once it is resumed, the thread will lock mutex m2, "
				+ "which is free: it will go on at once");
		assertThat(preview("eip", "mutex_lock", "eax", 0x10100)).endsWith("will lock mutex m1, which thread other owns: it will wait");
		assertThat(preview("eip", "mutex_lock", "eax", 0x10120))
				.endsWith("will lock mutex mine, which it owns already: the kernel will raise MUTEX_LOCKED");
		assertThat(preview("eip", "mutex_lock", "eax", 0x10300))
				.endsWith("will lock mutex at 0x00010300: nothing is there, the kernel will raise NO_OBJECT");
		assertThat(preview("eip", "mutex_lock", "eax", 0x10150)).endsWith("will lock ref r: ref r is none, the kernel will raise NOT_TYPE");
		assertThat(preview("eip", "mutex_trylock", "eax", 0x10100))
				.endsWith("will try to lock mutex m1, which thread other owns: it will get MUTEX_HELD");
		assertThat(preview("eip", "mutex_trylock", "eax", 0x10120)).contains("which it owns itself: it will get MUTEX_HELD");
		assertThat(preview("eip", "mutex_unlock", "eax", 0x10120)).endsWith("will unlock mutex mine, for which nobody waits");
		assertThat(preview("eip", "mutex_unlock", "eax", 0x10100)).contains("the kernel will raise MUTEX_NOT_OWNER");
		assertThat(preview("eip", "mutex_unlock", "eax", 0x10110)).contains("the kernel will raise MUTEX_NOT_LOCKED");
	}

	@Test
	void conditions() {
		assertThat(preview("eip", "cond_wait", "eax", 0x10130, "ebx", 0x10120))
				.endsWith("will wait for cond c, mutex mine, unlocking mutex mine meanwhile, then mutex_lock");
		assertThat(preview("eip", "cond_wait", "eax", 0x10130, "ebx", 0x10100))
				.contains("it does not own mutex m1, the kernel will raise MUTEX_NOT_OWNER");
		assertThat(preview("eip", "cond_signal", "eax", 0x10130)).endsWith("will signal cond c, for which nobody waits");
		world.otherWaitsFor(World.COND);
		assertThat(preview("eip", "cond_signal", "eax", 0x10130)).endsWith("will signal cond c, for which thread other waits");
	}

	@Test
	void messages() {
		world.connect();
		assertThat(preview("eip", "ipc_client_send", "ecx", 512, "esi", 0x08003000, "flags", 1 | World.CLIENT_SENDER))
				.endsWith("will send 512 words (2048 bytes) from 0x08003000 to thread other");
		assertThat(preview("eip", "ipc_client_send_over_receive", "ecx", 1, "esi", 0x10100, "eax", 0x0102, "flags",
				1 | World.CLIENT_SENDER))
				.endsWith("will send 1 word (4 bytes) from 0x00010100 and 2 more buffers, 1 reference to thread other, "
						+ "then ipc_client_over_receive");
		assertThat(preview("eip", "ipc_client_receive", "ecx", 4, "esi", 0x10100))
				.endsWith("will receive up to 4 words (16 bytes) into 0x00010100 from thread other");
		assertThat(preview("eip", "ipc_client_send", "ecx", 4, "esi", 0x10100))
				.endsWith("will get the insanity NOT_SENDER: the client half is not the sender");
		assertThat(preview("eip", "ipc_client_over_receive", "ebx", 0x10800))
				.endsWith("will call ipc_client_over_receive with params at 0x00010800, with thread other at the other end, "
						+ "then ipc_client_receive");
		assertThat(preview("eip", "ipc_server_send", "ecx", 4, "esi", 0x10100))
				.endsWith("will send nothing: the server half has no peer; ipc_server_send returns IPC_SEND_DISCONNECTED");
	}

	@Test
	void connections() {
		String connect = "Once it is resumed, the thread will call ipc_client_connect_send on port p with params at 0x00010800";
		assertThat(preview("eip", "ipc_client_connect_send", "eax", 0x10150, "ebx", 0x10800))
				.isEqualTo(connect + ", where nobody serves now: it will wait, then ipc_client_send");
		world.otherWaitsFor(World.PSET);
		assertThat(preview("eip", "ipc_client_connect_send", "eax", 0x10150, "ebx", 0x10800))
				.isEqualTo(connect + ", where thread other waits: it will be served at once, then ipc_client_send");
		assertThat(preview("eip", "ipc_wait_receive", "server_pset", 0x10160, "ebx", 0x10800))
				.contains("at pset s and wait there for a client");
		world.otherWaitsFor(World.PORT);
		assertThat(preview("eip", "ipc_wait_receive", "server_pset", 0x10160, "ebx", 0x10800))
				.contains("at pset s: thread other waits at port p, it will be served at once");
		assertThat(preview("eip", "ipc_wait_receive", "ebx", 0x10800)).contains("there is no portset at 0x00000000");
	}

	@Test
	void codeAndReturns() {
		assertThat(preview("eip", "0x10000")).endsWith("the thread will run user code at 0x00010000");
		assertThat(preview("eip", "0x90000000")).endsWith("where nothing is mapped: it will fault at once");
		assertThat(preview("eip", String.valueOf(at("mutex_trylock") + 2), "eax", 2))
				.endsWith("will return from mutex_trylock: MUTEX_HELD, mutex_trylock: somebody holds it");
		FrameEdit going = edit("eip", 0x10004);
		going.set(word("ebx"), 1);
		assertThat(going.preview()).isEqualTo("Changes ebx 0x00000000 -> 0x00000001. The thread goes on by itself; it will run user code at 0x00010004");
	}

	@Test
	void everyEntryPointHasAPreview() {
		for (Surroundings around : List.of(around(), Surroundings.UNKNOWN)) {
			for (EntryPoint entry : API.entryPoints()) {
				FrameEdit edit = new FrameEdit(API, World.frame("flags", 1), around);
				edit.set(word("eip"), entry.name());
				assertThat(edit.preview()).as(entry.name()).contains("the thread will ").doesNotContain("null", "  ", " ,", " :");
				edit.problems().forEach(p -> assertThat(p.message()).doesNotContain("null "));
			}
		}
	}

	// ---- decoding

	@Test
	void halvesAndBuffersInWords() {
		int[] frame = World.frame("eip", at("ipc_client_send"), "ecx", 512, "esi", 0x08003000, "eax", 0x0102, "edi", 0x1000, "flags",
				1 | World.CLIENT_SENDER | 1 << 7 | 1 << 11, "pr0", 1, "pr1", 2);
		assertThat(DECODER.ipc(frame, Map.of("server", "thread other"))).extracting(d -> d.name() + " = " + d.value() + " (" + d.meaning() + ")")
				.containsExactly("client half = sender (to thread other; offered or was granted a reversal)",
						"server half = not connected ()",
						"minimum message = 0x00000001 0x00000002 (waits to be delivered in esi and edi)",
						"further buffers = 2 (table at 0x00001000)", "references = 1 (table at 0x00000000)",
						"buffer = 512 words (2048 bytes, from 0x08003000 to 0x08003800)");
		assertThat(DECODER.ipc(World.frame("eip", at("ipc_wait_receive"), "ebx", 0x100), Map.of("client", "thread other")))
				.extracting(d -> d.name() + " = " + d.value() + " (" + d.meaning() + ")")
				.containsExactly("client half = not connected ()", "server half = receiver (from thread other)",
						"parameters = 0x00000100 (what to send and where to receive)");
	}

	@Test
	void theSentenceTellsHowLongTheMessageWas() {
		int[] now = World.frame("eip", at("ipc_client_send"), "ecx", 512, "esi", 0x08003000);
		assertThat(DECODER.sentence(now, 2048))
				.isEqualTo("about to continue ipc_client_send: 2048 of 8192 bytes left, next word at 0x08003000");
		assertThat(DECODER.sentence(now)).isEqualTo("about to continue ipc_client_send: 2048 bytes left, next word at 0x08003000");
	}

	@ParameterizedTest
	@EnumSource(WordFormat.class)
	void whatAFormatWritesCanBeTyped(WordFormat format) {
		for (int value : new int[] { 0x64636261, 0x20202020, 0, -1, 0x08003000, 42 }) {
			if (format.isExact(value)) {
				assertThat(edit().parse(word("eax"), format.format(value))).as(format.format(value)).isEqualTo(value);
			}
		}
		assertThat(WordFormat.ASCII.format(0x00636261)).isEqualTo("'abc.'");
		assertThat(WordFormat.ASCII.isExact(0x00636261)).isFalse();
		assertThat(WordFormat.BINARY.format(5)).isEqualTo("0b0000_0000_0000_0000_0000_0000_0000_0101");
		assertThat(WordFormat.SIGNED.format(-5)).isEqualTo("-5");
		assertThat(WordFormat.DECIMAL.format(-5)).isEqualTo("4294967291");
	}
}
