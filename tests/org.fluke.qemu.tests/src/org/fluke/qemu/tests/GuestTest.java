// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.fluke.bridge.DisconnectedException;
import org.fluke.bridge.DoorAddress;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.KernelSession;
import org.fluke.bridge.KernelSessionListener;
import org.fluke.bridge.ProtocolException;
import org.fluke.bridge.RefusedException;
import org.fluke.bridge.ThreadStop;
import org.fluke.bridge.api.ApiTable;
import org.fluke.cli.Main;
import org.fluke.model.Cause;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.ThreadState;
import org.fluke.qemu.QemuMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/**
 * The bridge, the launcher and the command line against the real kernel. The kernel must be built before, in all
 * configurations; if it isn't, these tests fail and say so.
 */
class GuestTest {

	private static final long LIMIT = 120;
	private static final ApiTable API = ApiTable.bundled();

	@TempDir
	private Path temp;

	private static Path kernel(String configuration) {
		String folder = System.getProperty("fluke.kernel.dir");
		assertThat(folder).as("the system property fluke.kernel.dir").isNotNull();
		Path built = Path.of(folder, "build", configuration).toAbsolutePath().normalize();
		assertThat(built.resolve("root.img")).as("build the kernel first: make -C kernel CONFIG=" + configuration).exists();
		return built;
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(LIMIT, TimeUnit.SECONDS);
	}

	private static QemuMachine boot(String configuration, String scenario) throws Exception {
		QemuMachine machine = QemuMachine.builder().kernel(kernel(configuration)).scenario(scenario).hold(true).start();
		get(machine.awaitConsoleLine(line -> line.equals("debugd: ready"), Duration.ofSeconds(LIMIT)));
		return machine;
	}

	private static KernelSession connect(QemuMachine machine) throws Exception {
		return get(KernelSession.connect(machine.liveDoor(), API, Duration.ofSeconds(LIMIT)));
	}

	private static ThreadObject thread(Snapshot snapshot, String name) {
		return snapshot.getObjects().stream().filter(ThreadObject.class::isInstance).map(ThreadObject.class::cast)
				.filter(t -> t.getName().equals(name)).findFirst()
				.orElseThrow(() -> new AssertionError("no thread " + name + " in " + snapshot.getObjects()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "process-np", "interrupt-np" })
	void aFrameIsSeenEditedAndRestarted(String configuration) throws Exception {
		try (QemuMachine machine = boot(configuration, "ipc-fault"); KernelSession session = connect(machine)) {
			Snapshot before = get(session.snapshot());
			assertThat(before.getConfiguration()).isEqualTo(configuration);
			assertThat(session.isTableKnown()).as("kernel and bridge are built from the same table").isTrue();
			ThreadObject sender = thread(before, "ipc-fault/sender");
			int tid = sender.getId();
			assertThat(sender.getState()).isEqualTo(ThreadState.STOPPED);
			assertThat(sender.isScenario()).isTrue();
			assertThat(sender.link("space").getTarget()).isNotNull();

			CompletableFuture<ThreadStop> stopped = session.nextStop(tid);
			get(session.until(tid, API.cause("fault-hard").orElseThrow(), null));
			get(session.resume(KernelSession.ALL_SCENARIO_THREADS));
			assertThat(get(stopped).cause().name()).isEqualTo("fault-hard");
			ThreadObject held = thread(get(session.snapshot()), "ipc-fault/sender");
			assertThat(held.getId()).as("a thread keeps its id").isEqualTo(tid);
			assertThat(held.getEntry()).isEqualTo("ipc_client_send");
			assertThat(held.getFrame().word("ecx").getValue()).isEqualTo(0x200);
			assertThat(held.getFrame().word("esi").getValue()).isEqualTo(0x08003000);
			assertThat(new FrameDecoder(API).sentence(held.getFrame()))
					.isEqualTo("about to continue ipc_client_send: 2048 bytes left, next word at 0x08003000");

			// Send the first 1024 of the missing bytes only: the receiver counts, and complains.
			get(session.edit(tid, Map.of(API.frameWord("ecx").regnum(), 0x100)));
			assertThat(thread(get(session.snapshot()), "ipc-fault/sender").getFrame().word("ecx").getValue()).isEqualTo(0x100);
			get(session.resume(tid));
			get(machine.awaitConsoleLine(line -> line.equals("ipc-fault: received 7168 bytes"), Duration.ofSeconds(LIMIT)));
		}
	}

	@Test
	void memoryIsThatOfTheThread() throws Exception {
		try (QemuMachine machine = boot("process-np", "cond-wait"); KernelSession session = connect(machine)) {
			ThreadObject waiter = thread(get(session.snapshot()), "cond-wait/waiter");
			int code = waiter.getFrame().word("eip").getValue();
			byte[] memory = get(session.readMemory(waiter.getId(), code, 5000));
			assertThat(memory).hasSize(5000);
			byte[] other = { 1, 2, 3, 4, '#', '$', '}', '*' };
			get(session.writeMemory(waiter.getId(), code + 4096, other));
			assertThat(get(session.readMemory(waiter.getId(), code + 4096, 8))).isEqualTo(other);
			CompletableFuture<byte[]> nowhere = session.readMemory(waiter.getId(), 0x00000000, 4);
			assertThatThrownBy(() -> get(nowhere)).cause().isInstanceOf(RefusedException.class)
					.hasMessageContaining("not mapped");
			assertThatThrownBy(() -> get(session.stop(0x7777))).cause().isInstanceOf(RefusedException.class)
					.hasMessageContaining("no such thread");
		}
	}

	@Test
	void aSteppedThreadStopsAtEveryRestartPoint() throws Exception {
		try (QemuMachine machine = boot("process-np", "cond-wait"); KernelSession session = connect(machine)) {
			int tid = thread(get(session.snapshot()), "cond-wait/waiter").getId();
			List<String> places = new ArrayList<>();
			for (int i = 0; i < 60 && !places.contains("cond_wait"); i++) {
				CompletableFuture<ThreadStop> stop = session.nextStop(tid);
				get(session.step(tid));
				get(stop);
				ThreadObject now = thread(get(session.snapshot()), "cond-wait/waiter");
				assertThat(now.getState()).isEqualTo(ThreadState.STOPPED);
				places.add(String.valueOf(now.getEntry()));
			}
			assertThat(places).containsSubsequence("mutex_lock", "cond_wait");
			CompletableFuture<ThreadStop> stop = session.nextStop(tid);
			get(session.step(tid));
			get(stop);
			ThreadObject asleep = thread(get(session.snapshot()), "cond-wait/waiter");
			assertThat(asleep.getEntry()).isEqualTo("mutex_lock");
			assertThat(asleep.getCause()).isIn(Cause.SLEEP, Cause.ADVANCE);
			get(session.resume(KernelSession.ALL_SCENARIO_THREADS));
			get(machine.awaitConsoleLine(line -> line.equals("scenario cond-wait: pass"), Duration.ofSeconds(LIMIT)));
		}
	}

	@Test
	void killingQemuEndsTheSessionWithAReason() throws Exception {
		try (QemuMachine machine = boot("process-np", "ipc-fault"); KernelSession session = connect(machine)) {
			CompletableFuture<String> reason = new CompletableFuture<>();
			session.addListener(new KernelSessionListener() {
				@Override
				public void disconnected(String why) {
					reason.complete(why);
				}
			});
			get(session.snapshot());
			ProcessHandle.of(machine.pid()).orElseThrow().destroyForcibly();
			assertThat(get(reason)).contains("the kernel");
			assertThat(session.isConnected()).isFalse();
			assertThatThrownBy(() -> get(session.snapshot())).cause().isInstanceOf(DisconnectedException.class);
			assertThat(get(machine.exit()).status()).isEqualTo(137);
		}
	}

	@Test
	void theMachineDoorIsNotTakenForTheLiveDoor() throws Exception {
		try (QemuMachine machine = boot("process-np", null)) {
			assertThatThrownBy(() -> get(KernelSession.connect(machine.machineDoor()))).cause()
					.isInstanceOf(ProtocolException.class).hasMessageContaining("is not the live door of a Fluke kernel");
		}
	}

	@Test
	void aKernelInAFolderWithSpacesAndCommasBoots() throws Exception {
		Path odd = Files.createDirectory(temp.resolve("a folder, with odd names"));
		for (String file : List.of("fluke.elf", "root.img")) {
			Files.copy(kernel("process-np").resolve(file), odd.resolve(file));
		}
		try (QemuMachine machine = QemuMachine.builder().kernel(odd).start()) {
			get(machine.awaitConsoleLine(line -> line.equals("debugd: ready"), Duration.ofSeconds(LIMIT)));
		}
	}

	@Test
	void theDoorCanBeLeftAndEnteredAgain() throws Exception {
		try (QemuMachine machine = boot("process-np", null)) {
			for (int i = 0; i < 3; i++) {
				CompletableFuture<String> gone = new CompletableFuture<>();
				try (KernelSession session = connect(machine)) {
					session.addListener(new KernelSessionListener() {
						@Override
						public void disconnected(String why) {
							gone.complete(why);
						}
					});
					assertThat(get(session.snapshot()).getObjects()).isNotEmpty();
				}
				get(gone);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "cond-wait", "ipc-fault", "rpc", "edit", "recreate" })
	void allScenariosPassInAllConfigurationsWithTheSameEvents(String scenario) throws Exception {
		List<String> events = sequence(demo(scenario, "process-np"));
		assertThat(events).isNotEmpty();
		for (String configuration : List.of("process-pp", "process-fp", "interrupt-pp")) {
			assertThat(sequence(demo(scenario, configuration))).as(configuration).isEqualTo(events);
		}
		JsonObject interrupt = demo(scenario, "interrupt-np");
		assertThat(sequence(interrupt)).isEqualTo(events);
		if (scenario.equals("ipc-fault")) {
			boolean found = false;
			for (JsonElement each : interrupt.getAsJsonArray("events")) {
				JsonObject frame = each.getAsJsonObject().getAsJsonObject("frame");
				found |= each.getAsJsonObject().get("cause").getAsString().equals("fault-hard")
						&& frame.get("ecx").getAsString().equals("0x00000200")
						&& frame.get("esi").getAsString().equals("0x08003000");
			}
			assertThat(found).as("the paper's second example, to the digit").isTrue();
		}
	}

	private static JsonObject demo(String scenario, String configuration) {
		kernel(configuration);
		PrintStream out = System.out;
		ByteArrayOutputStream captured = new ByteArrayOutputStream();
		int status;
		try {
			System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
			status = Main.execute("demo", scenario, "--config", configuration, "--json");
		} finally {
			System.setOut(out);
		}
		String text = captured.toString(StandardCharsets.UTF_8);
		assertThat(status).as(text).isZero();
		assertThat(text.strip().lines()).as("one JSON object on one line").hasSize(1);
		JsonObject object = JsonParser.parseString(text).getAsJsonObject();
		assertThat(object.get("scenario").getAsString()).isEqualTo(scenario);
		assertThat(object.get("config").getAsString()).isEqualTo(configuration);
		assertThat(object.get("result").getAsString()).isEqualTo("pass");
		return object;
	}

	private static List<String> sequence(JsonObject demo) {
		List<String> sequence = new ArrayList<>();
		for (JsonElement each : demo.getAsJsonArray("events")) {
			JsonObject event = each.getAsJsonObject();
			sequence.add(event.get("thread") + " " + event.get("cause") + " " + event.get("entry"));
		}
		return sequence;
	}

	@Test
	void wrongCommandLinesHaveTheirStatus() {
		PrintStream err = System.err;
		try {
			System.setErr(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
			assertThat(Main.execute("demo", "nonsense")).isEqualTo(2);
			assertThat(Main.execute("demo", "--nonsense")).isEqualTo(2);
			assertThat(Main.execute("demo", "--kernel-dir", temp.toString())).isEqualTo(3);
			assertThat(Main.execute("frames", temp.resolve("nobody").toString())).isEqualTo(3);
		} finally {
			System.setErr(err);
		}
		assertThat(DoorAddress.parse("1234").port()).isEqualTo(1234);
	}
}
