// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu.internal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fluke.qemu.Qemu;
import org.fluke.qemu.QemuNotFoundException;

/** Finds QEMU and looks at its version. */
public final class QemuFinder {

	/** What Debian 12 has is tested; older than this lacks options that we use. */
	private static final int MINIMUM_MAJOR = 6;
	private static final String NAME = "qemu-system-i386";
	private static final String INSTALL = "install QEMU (Debian, Ubuntu: sudo apt install " + Qemu.DEBIAN_PACKAGE + "; Fedora: sudo dnf install"
			+ " qemu-system-x86), or set FLUKE_QEMU to its path";
	private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)\\S*");
	private static final Map<String, String> CHECKED = new ConcurrentHashMap<>();

	private QemuFinder() {
	}

	/**
	 * @param wanted an executable, or null to search for it
	 * @param environment where FLUKE_QEMU and PATH are
	 * @return the executable of a QEMU that is new enough
	 * @throws QemuNotFoundException if there is none
	 */
	public static Path find(Path wanted, Map<String, String> environment) throws QemuNotFoundException {
		return look(wanted, environment).executable();
	}

	/**
	 * @param wanted an executable, or null to search for it
	 * @param environment where FLUKE_QEMU and PATH are
	 * @return a QEMU that is new enough
	 * @throws QemuNotFoundException if there is none
	 */
	public static Qemu look(Path wanted, Map<String, String> environment) throws QemuNotFoundException {
		Path found = wanted != null ? named(wanted.toString(), "the setting", environment) : search(environment);
		return new Qemu(found, version(found));
	}

	private static Path search(Map<String, String> environment) throws QemuNotFoundException {
		String property = System.getProperty("fluke.qemu");
		if (property != null && !property.isBlank()) {
			return named(property, "the system property fluke.qemu", environment);
		}
		String variable = environment.get("FLUKE_QEMU");
		if (variable != null && !variable.isBlank()) {
			return named(variable, "FLUKE_QEMU", environment);
		}
		Path found = onPath(NAME, environment);
		if (found == null) {
			throw new QemuNotFoundException("There is no " + NAME + " on this computer: " + INSTALL);
		}
		return found;
	}

	private static Path named(String name, String who, Map<String, String> environment) throws QemuNotFoundException {
		Path path = name.contains(File.separator) ? Path.of(name) : onPath(name, environment);
		if (path == null || !Files.isRegularFile(path) || !Files.isExecutable(path)) {
			throw new QemuNotFoundException(who + " names " + name + ", which is not an executable: " + INSTALL);
		}
		return path.toAbsolutePath();
	}

	static Path onPath(String name, Map<String, String> environment) {
		for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
			if (!folder.isEmpty()) {
				Path candidate = Path.of(folder, name);
				if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
					return candidate.toAbsolutePath();
				}
			}
		}
		return null;
	}

	private static String version(Path qemu) throws QemuNotFoundException {
		String key;
		try {
			key = qemu + "@" + Files.getLastModifiedTime(qemu.toRealPath());
		} catch (IOException e) {
			throw new QemuNotFoundException(qemu + " can't be read: " + e.getMessage());
		}
		String text = CHECKED.get(key);
		if (text == null) {
			text = versionText(qemu);
			CHECKED.put(key, text);
		}
		Matcher matcher = VERSION.matcher(text);
		if (!matcher.find()) {
			throw new QemuNotFoundException(qemu + " does not seem to be QEMU (it says \"" + text.lines().findFirst().orElse("")
					+ "\"): " + INSTALL);
		}
		if (Integer.parseInt(matcher.group(1)) < MINIMUM_MAJOR) {
			throw new QemuNotFoundException(qemu + " is QEMU " + matcher.group(1) + "." + matcher.group(2)
					+ ", which is too old (" + MINIMUM_MAJOR + ".0 or newer is needed): " + INSTALL);
		}
		return matcher.group().substring("version ".length());
	}

	private static String versionText(Path qemu) throws QemuNotFoundException {
		try {
			Process process = new ProcessBuilder(qemu.toString(), "--version").redirectErrorStream(true)
					.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
			// Closing the process's output also ends the read below.
			Thread guard = new Thread(() -> {
				try {
					if (!process.waitFor(20, TimeUnit.SECONDS)) {
						process.destroyForcibly();
					}
				} catch (InterruptedException e) {
					Thread.currentThread().interrupt();
				}
			}, "fluke-qemu-version");
			guard.setDaemon(true);
			guard.start();
			return new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
		} catch (IOException e) {
			throw new QemuNotFoundException(qemu + " can't be started (" + e.getMessage() + "): " + INSTALL);
		}
	}
}
