// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs that building and debugging a kernel needs. */
public enum Tool {

	/** Older ones don't know {@code &:}, rules that make several files at once. */
	MAKE("make", 4, 3, "make"),
	/** Any that knows {@code -mgeneral-regs-only} for i386. */
	GCC("gcc", 8, 0, "gcc"),
	/** Older ones don't know {@code --no-warn-rwx-segments}. */
	LD("ld", 2, 39, "binutils"),
	/** Makes flat binaries of user programs. */
	OBJCOPY("objcopy", 0, 0, "binutils"),
	/** Lists the entry points that a kernel implements. */
	NM("nm", 0, 0, "binutils"),
	/** Generates code from the API's tables. */
	AWK("awk", 0, 0, "mawk"),
	/** For the kernel's C source; older ones don't take a socket for {@code target remote}. */
	GDB("gdb", 10, 0, "gdb");

	/** What building takes. */
	static final Tool[] FOR_BUILDS = { MAKE, GCC, LD, OBJCOPY, NM, AWK };

	private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.\\d+)*");
	private static final int PATIENCE_SECONDS = 10;
	private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

	private final String program;
	private final int major;
	private final int minor;
	private final String debianPackage;

	Tool(String program, int major, int minor, String debianPackage) {
		this.program = program;
		this.major = major;
		this.minor = minor;
		this.debianPackage = debianPackage;
	}

	/** @return its usual name */
	public String program() {
		return program;
	}

	/** @return the package of Debian and Ubuntu that has it */
	public String debianPackage() {
		return debianPackage;
	}

	/** @return the oldest version that will do, empty if any will */
	public Optional<String> oldest() {
		return major == 0 ? Optional.empty() : Optional.of(major + "." + minor);
	}

	/**
	 * Looks whether it is there and new enough. Starts the program at most once, unless it changes.
	 *
	 * @param named a name to search on the PATH or the path of a file, null for the usual name
	 * @return what was found
	 */
	public ToolCheck check(String named) {
		String name = named == null || named.isBlank() ? program : named.strip();
		Path path = find(name).orElse(null);
		if (path == null) {
			return new ToolCheck(null, "", name.equals(program) ? "there is no " + program + " on this computer"
					: name + " is not a program");
		}
		if (major == 0) {
			return new ToolCheck(path, "", "");
		}
		String answer;
		try {
			String key = path + "@" + Files.getLastModifiedTime(path);
			answer = ANSWERS.get(key);
			if (answer == null) {
				answer = ask(path);
				ANSWERS.put(key, answer);
			}
		} catch (IOException e) {
			return new ToolCheck(path, "", path + " can't be started: " + e.getMessage());
		}
		// The first line may name a distribution's version in parentheses, too; the program's own comes last.
		Matcher version = VERSION.matcher(answer.replaceAll("\\([^)]*\\)", ""));
		if (!version.find()) {
			return new ToolCheck(path, "", path + " does not say its version");
		}
		int itsMajor = Integer.parseInt(version.group(1));
		boolean old = itsMajor < major || itsMajor == major && Integer.parseInt(version.group(2)) < minor;
		return new ToolCheck(path, version.group(), old ? program + " " + version.group() + " is too old: " + oldest().orElse("")
				+ " or newer is needed" : "");
	}

	/**
	 * @param name of a program, or its path
	 * @return the executable file
	 */
	public static Optional<Path> find(String name) {
		if (name.contains(File.separator)) {
			return Optional.of(Path.of(name)).filter(Tool::isProgram);
		}
		for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
			if (!folder.isEmpty() && isProgram(Path.of(folder, name))) {
				return Optional.of(Path.of(folder, name));
			}
		}
		return Optional.empty();
	}

	private static boolean isProgram(Path path) {
		return Files.isRegularFile(path) && Files.isExecutable(path);
	}

	private static String ask(Path path) throws IOException {
		Process process = new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true)
				.redirectInput(new File("/dev/null")).start();
		// One that does not answer must not hold us up: its end also ends the read.
		process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
		try (var in = process.getInputStream()) {
			return new String(in.readNBytes(4096), StandardCharsets.UTF_8).lines().findFirst().orElse("");
		}
	}
}
