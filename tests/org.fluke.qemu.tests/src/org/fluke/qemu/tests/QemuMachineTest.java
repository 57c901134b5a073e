// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fluke.bridge.DoorAddress;
import org.fluke.bridge.qmp.QmpException;
import org.fluke.qemu.MachineExit;
import org.fluke.qemu.MachineListener;
import org.fluke.qemu.PortInUseException;
import org.fluke.qemu.QemuException;
import org.fluke.qemu.QemuMachine;
import org.fluke.qemu.QemuNotFoundException;
import org.fluke.qemu.internal.QemuFinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher with a real QEMU that has no kernel in it. */
class QemuMachineTest {

	private static final long LIMIT = 60;

	@TempDir
	private Path temp;

	private static QemuMachine.Builder machine() {
		return QemuMachine.builder().paused(true).deterministic(false).memory(4);
	}

	private static Path folder(QemuMachine machine) {
		return machine.liveDoor().socket().getParent();
	}

	@Test
	void startsAnswersAndLeavesNothingBehind() throws Exception {
		CompletableFuture<MachineExit> heard = new CompletableFuture<>();
		Path folder;
		QemuMachine machine = machine().listener(new MachineListener() {
			@Override
			public void ended(MachineExit exit) {
				heard.complete(exit);
			}
		}).start();
		try (machine) {
			folder = folder(machine);
			assertThat(machine.isAlive()).isTrue();
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
			assertThat(machine.qmp().execute("query-status").get(LIMIT, TimeUnit.SECONDS).getAsJsonObject().get("status")
					.getAsString()).isEqualTo("prelaunch");
			machine.liveDoor().open().close();
			machine.machineDoor().open().close();
			assertThatThrownBy(() -> machine.qmp().execute("fly", Map.of()).get(LIMIT, TimeUnit.SECONDS))
					.cause().isInstanceOf(QmpException.class);
		}
		MachineExit exit = heard.get(LIMIT, TimeUnit.SECONDS);
		assertThat(exit.requested()).isTrue();
		assertThat(exit.reason()).isEqualTo("the machine was shut down");
		assertThat(machine.isAlive()).isFalse();
		assertThat(folder).doesNotExist();
		machine.close();
		assertThatThrownBy(() -> machine.awaitConsoleLine(l -> true, Duration.ofSeconds(5)).get())
				.isInstanceOf(ExecutionException.class).hasMessageContaining("the machine was shut down");
	}

	@Test
	void aMissingQemuSaysWhatToInstall() {
		assertThatThrownBy(() -> QemuFinder.find(null, Map.of("PATH", temp.toString())))
				.isInstanceOf(QemuNotFoundException.class).hasMessageContaining("There is no qemu-system-i386 on this computer")
				.hasMessageContaining("apt install qemu-system-x86");
		assertThatThrownBy(() -> QemuFinder.find(null, Map.of("PATH", "/usr/bin", "FLUKE_QEMU", "/nowhere/qemu")))
				.isInstanceOf(QemuNotFoundException.class)
				.hasMessageStartingWith("FLUKE_QEMU names /nowhere/qemu, which is not an executable");
		assertThatThrownBy(() -> machine().qemu(temp.resolve("qemu")).start()).isInstanceOf(QemuNotFoundException.class)
				.hasMessageContaining("apt install qemu-system-x86");
	}

	@Test
	void whatIsNoQemuOrTooOldIsRefused() throws Exception {
		assertThatThrownBy(() -> machine().qemu(script("echo hello")).start()).isInstanceOf(QemuNotFoundException.class)
				.hasMessageContaining("does not seem to be QEMU (it says \"hello\")");
		assertThatThrownBy(() -> machine().qemu(script("echo QEMU emulator version 4.2.1")).start())
				.isInstanceOf(QemuNotFoundException.class).hasMessageContaining("is QEMU 4.2, which is too old");
	}

	@Test
	void lastWordsOfAQemuThatDoesNotStartAreShown() throws Exception {
		assertThatThrownBy(() -> machine().arguments(List.of("-nonsense")).start()).isInstanceOf(QemuException.class)
				.hasMessageStartingWith("QEMU did not start: QEMU ended with status 1").hasMessageContaining("-nonsense");
		assertThatThrownBy(
				() -> machine().qemu(script("[ \"$1\" = --version ] && echo QEMU emulator version 9.0.0 || { echo oops >&2; exit 7; }"))
						.start())
				.isInstanceOf(QemuException.class).hasMessageContaining("QEMU ended with status 7: oops");
		assertNothingLeft();
	}

	private Path script(String body) throws IOException {
		Path script = Files.createTempFile(temp, "qemu", ".sh");
		Files.writeString(script, "#!/bin/sh\n" + body + "\n");
		Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
		return script;
	}

	private static void assertNothingLeft() throws IOException {
		try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
			assertThat(files.filter(f -> f.getFileName().toString().startsWith("fluke-" + ProcessHandle.current().pid() + "-")))
					.isEmpty();
		}
	}

	@Test
	void aKernelThatIsNotBuiltSaysSo() {
		assertThatThrownBy(() -> machine().kernel(temp).start()).isInstanceOf(QemuException.class)
				.hasMessageContaining("There is no built kernel in " + temp);
	}

	@Test
	void aBusyPortSaysSo() throws Exception {
		try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			DoorAddress port = DoorAddress.port(busy.getLocalPort());
			assertThatThrownBy(() -> machine().gdb(port).start()).isInstanceOf(PortInUseException.class)
					.hasMessageStartingWith("port " + port.port() + " is in use");
			assertThatThrownBy(() -> machine().live(port).start()).isInstanceOf(PortInUseException.class)
					.hasMessageStartingWith("port " + port.port() + " is in use");
		}
		assertNothingLeft();
	}

	@Test
	void doorsMayBePortsOfThisComputer() throws Exception {
		int port;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		try (QemuMachine machine = machine().live(DoorAddress.port(port)).start()) {
			assertThat(machine.liveDoor()).hasToString("127.0.0.1:" + port);
			machine.liveDoor().open().close();
			assertThat(machine.commandLine()).anyMatch(a -> a.contains("host=127.0.0.1,port=" + port));
		}
	}

	@Test
	void aBusySocketSaysSoAndAStaleOneIsReplaced() throws Exception {
		Path socket = temp.resolve("a door, with a comma.sock");
		try (QemuMachine first = machine().live(DoorAddress.unix(socket)).start()) {
			assertThatThrownBy(() -> machine().live(DoorAddress.unix(socket)).start()).isInstanceOf(PortInUseException.class)
					.hasMessageContaining("is in use");
			ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
			first.exit().get(LIMIT, TimeUnit.SECONDS);
		}
		try (QemuMachine second = machine().live(DoorAddress.unix(socket)).start()) {
			second.liveDoor().open().close();
		}
		assertThat(socket).doesNotExist();
		Files.writeString(socket, "mine");
		assertThatThrownBy(() -> machine().live(DoorAddress.unix(socket)).start()).isInstanceOf(PortInUseException.class)
				.hasMessageContaining("exists and is not a socket");
		assertThat(socket).hasContent("mine");
		assertThatThrownBy(() -> machine().live(DoorAddress.unix(temp.resolve("no/door"))).start())
				.hasMessageContaining("there is no folder");
	}

	@Test
	void aQemuThatIsKilledIsReportedAtOnce() throws Exception {
		CompletableFuture<MachineExit> heard = new CompletableFuture<>();
		try (QemuMachine machine = machine().start()) {
			machine.addListener(new MachineListener() {
				@Override
				public void ended(MachineExit exit) {
					heard.complete(exit);
				}
			});
			CompletableFuture<String> line = machine.awaitConsoleLine(l -> true, Duration.ofSeconds(LIMIT));
			Path folder = folder(machine);
			ProcessHandle.of(machine.pid()).orElseThrow().destroyForcibly();
			MachineExit exit = heard.get(LIMIT, TimeUnit.SECONDS);
			assertThat(exit.requested()).isFalse();
			assertThat(exit.status()).isEqualTo(137);
			assertThat(exit.reason()).isEqualTo("QEMU was ended by signal 9");
			assertThatThrownBy(() -> line.get(LIMIT, TimeUnit.SECONDS)).cause().isInstanceOf(QemuException.class)
					.hasMessage("QEMU was ended by signal 9");
			assertThat(folder).doesNotExist();
			assertThatThrownBy(() -> machine.type("x")).isInstanceOf(QemuException.class);
			CompletableFuture<MachineExit> late = new CompletableFuture<>();
			machine.addListener(new MachineListener() {
				@Override
				public void ended(MachineExit how) {
					late.complete(how);
				}
			});
			assertThat(late.get(LIMIT, TimeUnit.SECONDS)).isEqualTo(exit);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "KILL", "TERM" })
	void qemuEndsWithItsJavaMachineHoweverThatEnds(String signal) throws Exception {
		Path source = temp.resolve("Orphan.java");
		Files.writeString(source, """
				public class Orphan {
					public static void main(String[] args) throws Exception {
						Thread starter = new Thread(() -> {
							try {
								var machine = org.fluke.qemu.QemuMachine.builder().paused(true).memory(4).start();
								System.out.println(machine.pid() + " " + machine.liveDoor().socket().getParent());
							} catch (Exception e) {
								e.printStackTrace(System.out);
							}
						});
						starter.start();
						// The thread that started the machine may end: the machine must not end with it.
						starter.join();
						System.out.println("joined");
						Thread.sleep(600_000);
					}
				}
				""");
		String classPath = Stream.of(QemuMachine.class, DoorAddress.class, com.google.gson.Gson.class, org.slf4j.Logger.class)
				.map(c -> Path.of(java.net.URI.create(c.getProtectionDomain().getCodeSource().getLocation().toString())).toString())
				.collect(Collectors.joining(":"));
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", classPath, source.toString()));
		Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
		try (BufferedReader out = new BufferedReader(new InputStreamReader(java.getInputStream(), StandardCharsets.UTF_8))) {
			String line = out.readLine();
			while (line != null && !line.matches("\\d+ /.*")) {
				line = out.readLine();
			}
			assertThat(line).isNotNull();
			long qemu = Long.parseLong(line.substring(0, line.indexOf(' ')));
			Path folder = Path.of(line.substring(line.indexOf(' ') + 1));
			assertThat(out.readLine()).isEqualTo("joined");
			assertThat(isRunning(qemu)).isTrue();
			assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(java.pid())).start().waitFor()).isZero();
			assertThat(java.waitFor(LIMIT, TimeUnit.SECONDS)).isTrue();
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT);
			while (isRunning(qemu) && System.nanoTime() < end) {
				Thread.onSpinWait();
			}
			assertThat(isRunning(qemu)).as("QEMU goes on after its Java machine").isFalse();
			if (signal.equals("KILL")) {
				// Nobody could remove the folder; the next start does, once the process is really gone.
				assertThat(folder).exists();
				while (ProcessHandle.of(java.pid()).isPresent() && System.nanoTime() < end) {
					Thread.onSpinWait();
				}
				machine().start().close();
			}
			assertThat(folder).doesNotExist();
		} finally {
			java.destroyForcibly();
		}
	}

	/** A process that is dead and not yet reaped does not run. */
	private static boolean isRunning(long pid) throws IOException {
		try {
			String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
			char state = stat.charAt(stat.lastIndexOf(')') + 2);
			return state != 'Z' && state != 'X';
		} catch (java.nio.file.NoSuchFileException e) {
			return false;
		} catch (IOException e) {
			if (Files.exists(Path.of("/proc/" + pid))) {
				throw e;
			}
			return false;
		}
	}

	@Test
	void manyMachinesAtOnce() throws Exception {
		List<QemuMachine> machines = new ArrayList<>();
		try {
			for (int i = 0; i < 3; i++) {
				machines.add(machine().start());
			}
			assertThat(machines.stream().map(QemuMachine::pid).distinct()).hasSize(3);
		} finally {
			machines.forEach(QemuMachine::close);
		}
		assertNothingLeft();
	}

	@Test
	void theCommandLineCanBeShownWithoutStarting() {
		List<String> line = QemuMachine.builder().kernel(Path.of("/k/build/process-np")).scenario("ipc-fault").hold(true)
				.commandLine();
		assertThat(line).containsSequence("-append", "scenario=ipc-fault hold").containsSequence("-icount",
				"shift=0,sleep=off").containsSequence("-kernel", "/k/build/process-np/fluke.elf");
		assertThatThrownBy(() -> QemuMachine.builder().scenario("a b")).isInstanceOf(IllegalArgumentException.class);
	}
}
