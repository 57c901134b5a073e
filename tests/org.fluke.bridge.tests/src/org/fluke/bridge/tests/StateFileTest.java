// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.eclipse.emf.ecore.util.EcoreUtil;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.internal.Bulk;
import org.fluke.bridge.state.StateFile;
import org.fluke.bridge.state.StateFileException;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Snapshots in files: the same after writing and reading, whole or not there, and hostile ones refused with a reason. */
class StateFileTest {

	private static final String ROOT = "<fluke:Snapshot xmi:version=\"2.0\" xmlns:xmi=\"http://www.omg.org/XMI\""
			+ " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:fluke=\"http://org.fluke/model/1.0\" ";
	private static final String MUTEX = "<objects xsi:type=\"fluke:OtherObject\" id=\"1\" name=\"lock\" type=\"mutex\"/>";

	@TempDir
	private Path folder;

	private static Snapshot snapshot(int threads) throws Exception {
		return new Bulk(ApiTable.bundled()).snapshot(Bulks.snapshot(threads)).snapshot();
	}

	private static Snapshot read(String text) throws IOException {
		return new StateFile().read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), () -> false);
	}

	private static Snapshot read(Path file) throws IOException {
		try (InputStream in = Files.newInputStream(file)) {
			return new StateFile().read(in, () -> false);
		}
	}

	@Test
	void whatWasWrittenIsRead() throws Exception {
		Snapshot snapshot = snapshot(1000);
		Path file = folder.resolve("a.flukestate");
		StateFile.write(file, snapshot);
		Snapshot again = read(file);
		assertThat(EcoreUtil.equals(again, snapshot)).isTrue();
		assertThat(again.getObjects()).hasSize(1002);
		ThreadObject thread = (ThreadObject) again.getObjects().get(5);
		assertThat(thread.getFrame().getWords()).hasSize(30);
		assertThat(thread.link("waiting_for").getTarget()).isSameAs(again.getObjects().get(1));
		assertThat(again.eResource()).isNull();
		assertThat(snapshot.eResource()).as("the one that was written").isNull();
	}

	@Test
	void theTextIsTheSameEachTime() throws Exception {
		ByteArrayOutputStream one = new ByteArrayOutputStream();
		ByteArrayOutputStream two = new ByteArrayOutputStream();
		Snapshot snapshot = snapshot(3);
		StateFile.write(one, snapshot);
		StateFile.write(two, snapshot);
		assertThat(one.toString(StandardCharsets.UTF_8)).isEqualTo(two.toString(StandardCharsets.UTF_8))
				.contains("\n      <words name=\"eip\" value=\"-6976\" group=\"cpu\"/>\n");
	}

	@Test
	void aFailedWriteLeavesTheOldFileWhole() throws Exception {
		Path file = folder.resolve("a.flukestate");
		StateFile.write(file, snapshot(2));
		byte[] before = Files.readAllBytes(file);
		assertThatThrownBy(() -> StateFile.write(file, out -> {
			out.write(before, 0, 100);
			throw new IOException("No space left on device");
		})).isInstanceOf(IOException.class).hasMessage("No space left on device");
		assertThat(file).hasBinaryContent(before);
		try (Stream<Path> files = Files.list(folder)) {
			assertThat(files).as("nothing is left behind").containsExactly(file);
		}
	}

	@Test
	void aReadOnlyFileStaysAsItIs() throws Exception {
		Path file = folder.resolve("a.flukestate");
		StateFile.write(file, snapshot(1));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r--r--");
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
		if (Files.isWritable(file)) {
			// root may write everything: then the permissions must at least survive.
			StateFile.write(file, snapshot(2));
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("r--r-----");
		} else {
			assertThatThrownBy(() -> StateFile.write(file, snapshot(2))).hasMessageContaining("read-only");
			assertThat(read(file).getObjects()).hasSize(3);
		}
	}

	@Test
	void aFolderThatIsNotThereIsNamed() {
		assertThatThrownBy(() -> StateFile.write(folder.resolve("no/a.flukestate"), snapshot(1)))
				.isInstanceOf(IOException.class).hasMessageContaining("no");
	}

	@Test
	void readingCanBeCancelled() throws Exception {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		StateFile.write(out, snapshot(100));
		AtomicInteger asked = new AtomicInteger();
		assertThatThrownBy(() -> new StateFile().read(new ByteArrayInputStream(out.toByteArray()),
				() -> asked.incrementAndGet() > 50)).isInstanceOf(CancellationException.class);
		assertThat(asked).hasValue(51);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"``| not XML",
			"no XML at all| not XML",
			"`<fluke:Snapshot `| not XML",
			"<a/>| Line 1: this element is none of a snapshot",
			"<a xmlns=\"http://org.fluke/model/2.0\"/>| format http://org.fluke/model/2.0, and this version reads http://org.fluke/model/1.0",
			"<z:Snapshot xmlns:z=\"http://x.org/y\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://x.org/y http://127.0.0.1:PORT/y.ecore\"/>| format http://x.org/y",
			"<!DOCTYPE a [<!ENTITY e SYSTEM \"http://127.0.0.1:PORT/e\">]><a>&e;</a>| DOCTYPE",
			"<!DOCTYPE a SYSTEM \"http://127.0.0.1:PORT/a.dtd\"><a/>| DOCTYPE",
			"<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>| DOCTYPE",
			"ROOT><objects href=\"http://127.0.0.1:PORT/a.flukestate#1\"/></fluke:Snapshot>| a reference leads out of the file, to http://127.0.0.1",
			"ROOT>MUTEX<objects xsi:type=\"fluke:OtherObject\" id=\"2\" type=\"cond\"><links role=\"inheritor\" targetId=\"1\" target=\"file:/etc/passwd#1\"/></objects></fluke:Snapshot>| a reference leads out of the file, to file:/etc/passwd",
			"ROOT objects=\"1\">MUTEX</fluke:Snapshot>| objects can't be a reference",
			"ROOT>MUTEXMUTEX</fluke:Snapshot>| Two objects have the number 1",
			"ROOT><objects xsi:type=\"fluke:OtherObject\" id=\"1\" type=\"thread\"/></fluke:Snapshot>| is and is not a thread",
			"ROOT><objects xsi:type=\"fluke:ThreadObject\" id=\"1\" type=\"thread\"/></fluke:Snapshot>| The thread 1 has no frame",
			"ROOT><objects xsi:type=\"fluke:KernelObject\" id=\"1\"/></fluke:Snapshot>| not a snapshot",
			"ROOT><objects xsi:type=\"fluke:OtherObject\" id=\"one\"/></fluke:Snapshot>| one",
			"ROOT><objects xsi:type=\"fluke:OtherObject\" id=\"4294967296\"/></fluke:Snapshot>| 4294967296",
			"ROOT><objects xsi:type=\"fluke:OtherObject\" id=\"1\" type=\"monitor\"/></fluke:Snapshot>| monitor",
			"ROOT wishes=\"3\"/>| wishes",
			"ROOT><objects xsi:type=\"fluke:OtherObject\" id=\"2\" type=\"cond\"><links role=\"inheritor\" targetId=\"9\" target=\"9\"/></objects></fluke:Snapshot>| 9",
			"ROOT>MUTEX<objects xsi:type=\"fluke:OtherObject\" id=\"2\" type=\"cond\"><links role=\"inheritor\" targetId=\"2\" target=\"1\"/></objects></fluke:Snapshot>| names the object 2 and points at the object 1",
			"ROOT><objects xsi:type=\"fluke:OtherObject\" id=\"1\" type=\"cond\"><words value=\"3\"/></objects></fluke:Snapshot>| a word without a name",
			"<xmi:XMI xmi:version=\"2.0\" xmlns:xmi=\"http://www.omg.org/XMI\"/>| does not hold one snapshot, but nothing",
			"<xmi:XMI xmi:version=\"2.0\" xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:fluke=\"http://org.fluke/model/1.0\"><fluke:Word name=\"eax\"/><fluke:Word name=\"ebx\"/></xmi:XMI>| does not hold one snapshot" })
	void hostileFilesAreRefusedWithAReason(String text, String reason) throws Exception {
		try (ServerSocket trap = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			trap.setSoTimeout(1);
			String file = text == null ? ""
					: text.replace("PORT", String.valueOf(trap.getLocalPort())).replace("ROOT", ROOT).replace("MUTEX", MUTEX);
			assertTimeoutPreemptively(Duration.ofSeconds(10),
					() -> assertThatThrownBy(() -> read(file)).isInstanceOf(StateFileException.class)
							.hasMessageContaining(reason.strip()));
			assertThatThrownBy(trap::accept).as("nobody connects").isInstanceOf(java.net.SocketTimeoutException.class);
		}
	}

	@Test
	void aFileOfAMillionThreadsIsRefusedAtALimit() {
		String thread = "<objects xsi:type=\"fluke:ThreadObject\" type=\"thread\"><frame/></objects>";
		assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThatThrownBy(
				() -> new StateFile().read(new Repeated(ROOT + ">", thread, 1_000_000), () -> false))
				.isInstanceOf(StateFileException.class).hasMessage("The file has more than 20000 objects"));
		assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThatThrownBy(
				() -> new StateFile().read(new Repeated(ROOT + ">", "<objects>".repeat(1000), 1_000_000), () -> false))
				.isInstanceOf(StateFileException.class).hasMessageContaining("more than 8 deep"));
		assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertThatThrownBy(
				() -> new StateFile(new StateFile.Limits(1 << 20, 100, 100, 100))
						.read(new Repeated(ROOT + "kernelVersion=\"", "1.0.", 1_000_000_000), () -> false))
				.isInstanceOf(StateFileException.class).hasMessageContaining("at most 1 MB"));
	}

	/** A long file that is nowhere whole. */
	private static final class Repeated extends InputStream {

		private final byte[] head;
		private final byte[] body;
		private final long length;
		private long position;

		Repeated(String head, String body, long times) {
			this.head = head.getBytes(StandardCharsets.UTF_8);
			this.body = body.getBytes(StandardCharsets.UTF_8);
			length = this.head.length + times * this.body.length;
		}

		@Override
		public int read() {
			if (position >= length) {
				return -1;
			}
			long at = position++;
			return at < head.length ? head[(int) at] : body[(int) ((at - head.length) % body.length)];
		}

		@Override
		public int read(byte[] bytes, int offset, int count) {
			int read = 0;
			for (int value; read < count && (value = read()) >= 0; read++) {
				bytes[offset + read] = (byte) value;
			}
			return read == 0 && count > 0 ? -1 : read;
		}
	}
}
