// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fluke.bridge.DoorAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine's private folder for its sockets: only we can enter it, so only we can reach the doors. Folders of Java
 * machines that were killed are removed by the next one.
 */
final class MachineFolder {

	/** The longest name that fits into a unix socket address, in bytes, on Linux. */
	private static final int SOCKET_NAME = 107;
	/** Room for the longest of our socket names. */
	private static final int LONGEST_FILE = "/live2.sock".length();
	private static final Pattern NAME = Pattern.compile("fluke-(\\d+)-\\w+");
	private static final Logger LOG = LoggerFactory.getLogger(MachineFolder.class);

	private MachineFolder() {
	}

	static Path create() throws IOException {
		Path parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
		String prefix = "fluke-" + ProcessHandle.current().pid() + "-";
		// A random number of createTempDirectory has at most 20 digits.
		int longest = parent.toString().getBytes(StandardCharsets.UTF_8).length + 1 + prefix.length() + 20 + LONGEST_FILE;
		if (longest > SOCKET_NAME) {
			LOG.info("{} is too long a name for sockets; using /tmp", parent);
			parent = Path.of("/tmp");
		}
		sweep(parent);
		return Files.createTempDirectory(parent, prefix,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
	}

	static void remove(Path folder) {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
			for (Path file : files) {
				Files.deleteIfExists(file);
			}
			Files.deleteIfExists(folder);
		} catch (IOException e) {
			if (Files.exists(folder)) {
				LOG.warn("the folder {} could not be removed: {}", folder, e.toString());
			}
		}
	}

	private static void sweep(Path parent) {
		try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "fluke-*")) {
			for (Path folder : folders) {
				Matcher matcher = NAME.matcher(folder.getFileName().toString());
				if (matcher.matches() && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
						&& Files.getOwner(folder).equals(Files.getOwner(Path.of(System.getProperty("user.home"))))
						&& ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty() && isDead(folder)) {
					LOG.info("removing {}, which a killed process left behind", folder);
					remove(folder);
				}
			}
		} catch (IOException | NumberFormatException e) {
			LOG.debug("looking for folders left behind", e);
		}
	}

	/** Whether nobody listens on any socket in it: process ids mean nothing across containers that share a folder. */
	private static boolean isDead(Path folder) throws IOException {
		try (DirectoryStream<Path> sockets = Files.newDirectoryStream(folder, "*.sock")) {
			for (Path socket : sockets) {
				try {
					DoorAddress.unix(socket).open().close();
					return false;
				} catch (IOException e) {
					// Refused: it is only a name.
				}
			}
		}
		return true;
	}
}
