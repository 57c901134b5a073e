// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One complaint of the compiler, the assembler or the linker.
 *
 * @param file as the compiler named it, relative to the kernel's folder
 * @param line from 1
 * @param column from 1, 0 if unknown
 * @param error false for a warning
 * @param message its words
 */
public record BuildProblem(Path file, int line, int column, boolean error, String message) {

	/** {@code kern/thread.c:12:5: error: ...}, and the same without a column. */
	private static final Pattern LINE = Pattern
			.compile("([^:\\s][^:]*):(\\d+):(?:(\\d+):)? (?:(fatal error|error|Error|warning|Warning): )(.*)");

	/**
	 * @param output a line of the compiler's output
	 * @return the problem that it tells, empty if it tells none
	 */
	public static Optional<BuildProblem> parse(String output) {
		Matcher matcher = LINE.matcher(output);
		if (!matcher.matches()) {
			return Optional.empty();
		}
		return Optional.of(new BuildProblem(Path.of(matcher.group(1)), Integer.parseInt(matcher.group(2)),
				matcher.group(3) != null ? Integer.parseInt(matcher.group(3)) : 0,
				!matcher.group(4).equalsIgnoreCase("warning"), matcher.group(5)));
	}
}
