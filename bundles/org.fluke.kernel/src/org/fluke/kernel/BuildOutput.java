// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what make and its children print, line by line, and finds the problems in it. Thread-safe. */
public final class BuildOutput {

	private static final int LAST_LINES = 5;

	/** {@code kern/thread.c:12:5: error: ...}; the assembler gives no column. */
	private static final Pattern COMPILER = Pattern
			.compile("([^:\\s][^:]*):(\\d+):(?:(\\d+):)? (fatal error|[Ee]rror|[Ww]arning): (.*)");
	/** {@code /usr/bin/ld: kern/a.o:kern/a.c:12: undefined reference to `f'}, with and without the beginning. */
	private static final Pattern SYMBOL = Pattern
			.compile("(?:\\S*\\bld: ?)?(?:[^:\\s]+\\.o:)?([^:\\s][^:]*):(?:(\\d+)|\\([^)]*\\)): ((?:undefined|multiple) .*)");
	/** {@code /usr/bin/ld:arch/i386/kernel.ld:17: syntax error}. */
	private static final Pattern SCRIPT = Pattern.compile("\\S*\\bld: ?([^:\\s]+):(\\d+): (.*)");
	/** {@code /usr/bin/ld: cannot find -lfoo}, but not {@code ld: a.o: in function `f':}. */
	private static final Pattern LINKER = Pattern.compile("\\S*\\bld: (?!.*: in function )(warning: )?(.*[^:])");
	/** {@code awk: api/generate.awk: line 34: syntax error}. */
	private static final Pattern AWK = Pattern.compile("[gmn]?awk: ([^:]+):(?: line )?(\\d+): (.*)");
	/** {@code Makefile:30: *** missing separator.  Stop.} */
	private static final Pattern MAKEFILE = Pattern.compile("([^:\\s][^:]*):(\\d+): \\*\\*\\* (.*?)(?:\\.  Stop\\.)?");
	/** {@code make: *** [Makefile:69: build/fluke.elf] Error 1}: some command failed, which mostly has told why. */
	private static final Pattern RECIPE = Pattern.compile("\\S*make(?:\\[\\d+\\])?: \\*\\*\\* \\[([^:\\s]+):(\\d+): (.*)");
	/** {@code make: *** No rule to make target 'x', needed by 'y'.  Stop.} */
	private static final Pattern MAKE = Pattern.compile("\\S*make(?:\\[\\d+\\])?: \\*\\*\\* (?!\\[)(.*?)(?:\\.  Stop\\.)?");
	private static final String UNFINISHED = "Waiting for unfinished jobs";

	// With make -j a header's problem is told by everybody who includes it.
	private final Set<BuildProblem> problems = new LinkedHashSet<>();
	private final List<BuildProblem> recipes = new ArrayList<>();
	private final Deque<String> last = new ArrayDeque<>();

	/** @param line without its end */
	public synchronized void accept(String line) {
		if (last.size() == LAST_LINES) {
			last.removeFirst();
		}
		last.add(line);
		try {
			read(line);
		} catch (InvalidPathException | NumberFormatException e) {
			// Looks like a problem, and is something else.
		}
	}

	private void read(String line) {
		Matcher m;
		if ((m = COMPILER.matcher(line)).matches()) {
			add(m.group(1), m.group(2), m.group(3), !m.group(4).equalsIgnoreCase("warning"), m.group(5));
		} else if ((m = SYMBOL.matcher(line)).matches() || (m = SCRIPT.matcher(line)).matches()
				|| (m = AWK.matcher(line)).matches() || (m = MAKEFILE.matcher(line)).matches()) {
			add(m.group(1), m.group(2), null, true, m.group(3));
		} else if ((m = LINKER.matcher(line)).matches()) {
			add(null, null, null, m.group(1) == null, m.group(2));
		} else if ((m = RECIPE.matcher(line)).matches()) {
			recipes.add(problem(m.group(1), m.group(2), null, true, m.group(3).replaceFirst("\\] ", ": ")));
		} else if ((m = MAKE.matcher(line)).matches() && !m.group(1).startsWith(UNFINISHED)) {
			add(null, null, null, true, m.group(1));
		}
	}

	private void add(String file, String line, String column, boolean error, String message) {
		problems.add(problem(file, line, column, error, message));
	}

	private static BuildProblem problem(String file, String line, String column, boolean error, String message) {
		return new BuildProblem(Optional.ofNullable(file).map(Path::of), line == null ? 0 : Integer.parseInt(line),
				column == null ? 0 : Integer.parseInt(column), error, message);
	}

	/** @return the problems so far, in their order; failed commands of the Makefile only if nothing else says why */
	public synchronized List<BuildProblem> problems() {
		List<BuildProblem> all = new ArrayList<>(problems);
		if (all.stream().noneMatch(BuildProblem::error)) {
			all.addAll(recipes);
		}
		return all;
	}

	/** @return why the build failed, for a human */
	synchronized String reason() {
		List<BuildProblem> errors = problems().stream().filter(BuildProblem::error).toList();
		if (errors.isEmpty()) {
			return String.join(" / ", last);
		}
		String first = errors.getFirst().place() + errors.getFirst().message();
		return errors.size() == 1 ? first : errors.size() + " errors, the first in " + first;
	}
}
