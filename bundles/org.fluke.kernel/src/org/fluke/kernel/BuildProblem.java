// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One complaint of the compiler, the assembler, the linker, awk or make.
 *
 * @param file as the program named it, relative to the kernel's folder or absolute; empty if it named none
 * @param line from 1, 0 if unknown
 * @param column from 1, 0 if unknown
 * @param error false for a warning
 * @param message its words
 */
public record BuildProblem(Optional<Path> file, int line, int column, boolean error, String message) {

	/** @return file and line for a human, with a colon behind; empty if there is no file */
	String place() {
		return file.map(f -> line > 0 ? f + " line " + line + ": " : f + ": ").orElse("");
	}
}
