// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.fluke.kernel.BuildOutput;
import org.fluke.kernel.BuildProblem;
import org.junit.jupiter.api.Test;

/** Lines as gcc 12, binutils 2.40, mawk 1.3 and make 4.3 really print them. */
class BuildOutputTest {

	private static List<BuildProblem> problems(String... lines) {
		BuildOutput output = new BuildOutput();
		for (String line : lines) {
			output.accept(line);
		}
		return output.problems();
	}

	private static BuildProblem error(String file, int line, int column, String message) {
		return new BuildProblem(Optional.ofNullable(file).map(Path::of), line, column, true, message);
	}

	@Test
	void theCompilersErrorHidesMakes() {
		assertThat(problems("kern/cond.c: In function 'broken':",
				"kern/cond.c:102:27: error: 'undefined_thing' undeclared (first use in this function)",
				"  102 | int broken(void) { return undefined_thing; }",
				"kern/cond.c:102:27: note: each undeclared identifier is reported only once for each function it appears in",
				"cc1: all warnings being treated as errors",
				"make: *** [Makefile:51: build/process-np/kern/cond.o] Error 1",
				"make: *** Waiting for unfinished jobs...."))
				.containsExactly(error("kern/cond.c", 102, 27, "'undefined_thing' undeclared (first use in this function)"));
	}

	@Test
	void warningsAndMissingHeaders() {
		assertThat(problems("kern/cond.c:7:3: warning: unused variable 'x' [-Wunused-variable]",
				"include/fluke/types.h:3:10: fatal error: nothere.h: No such file or directory",
				"include/fluke/types.h:3:10: fatal error: nothere.h: No such file or directory")).containsExactly(
						new BuildProblem(Optional.of(Path.of("kern/cond.c")), 7, 3, false, "unused variable 'x' [-Wunused-variable]"),
						error("include/fluke/types.h", 3, 10, "nothere.h: No such file or directory"));
	}

	@Test
	void theAssembler() {
		assertThat(problems("arch/i386/trap.S: Assembler messages:",
				"arch/i386/trap.S:12: Error: no such instruction: `frobnicate %eax'"))
				.containsExactly(error("arch/i386/trap.S", 12, 0, "no such instruction: `frobnicate %eax'"));
	}

	@Test
	void theLinker() {
		assertThat(problems("/usr/bin/ld: build/process-np/kern/mutex.o: in function `broken':",
				"/src/kern/mutex.c:145: multiple definition of `broken'; build/process-np/kern/cond.o:/src/kern/cond.c:104: first defined here",
				"/usr/bin/ld: build/process-np/kern/cond.o: in function `broken':",
				"/src/kern/cond.c:104: undefined reference to `nowhere'",
				"/usr/bin/ld: build/a.o:kern/a.c:9: undefined reference to `f'",
				"boot.S:(.text+0x5): undefined reference to `g'",
				"/usr/bin/ld:arch/i386/kernel.ld:17: syntax error", "/usr/bin/ld: cannot find -lfoo: No such file or directory",
				"collect2: error: ld returned 1 exit status",
				"make: *** [Makefile:69: build/process-np/fluke.elf] Error 1")).containsExactly(
						error("/src/kern/mutex.c", 145, 0,
								"multiple definition of `broken'; build/process-np/kern/cond.o:/src/kern/cond.c:104: first defined here"),
						error("/src/kern/cond.c", 104, 0, "undefined reference to `nowhere'"),
						error("kern/a.c", 9, 0, "undefined reference to `f'"),
						error("boot.S", 0, 0, "undefined reference to `g'"),
						error("arch/i386/kernel.ld", 17, 0, "syntax error"),
						error(null, 0, 0, "cannot find -lfoo: No such file or directory"));
	}

	@Test
	void awkAndMake() {
		assertThat(problems("awk: api/generate.awk: line 34: extra '}'",
				"make: *** [Makefile:40: build/gen/fluke/api.h] Error 2"))
				.containsExactly(error("api/generate.awk", 34, 0, "extra '}'"));
		assertThat(problems("Makefile:30: *** missing separator.  Stop."))
				.containsExactly(error("Makefile", 30, 0, "missing separator"));
		assertThat(problems("make: *** No rule to make target 'kernel.ld', needed by 'fluke.elf'.  Stop."))
				.containsExactly(error(null, 0, 0, "No rule to make target 'kernel.ld', needed by 'fluke.elf'"));
	}

	@Test
	void aCommandThatFailsInSilenceIsTheMakefilesProblem() {
		assertThat(problems("make: *** [user/user.mk:41: build/process-np/root.img] Error 127"))
				.containsExactly(error("user/user.mk", 41, 0, "build/process-np/root.img: Error 127"));
	}

	@Test
	void otherLinesAreNoProblems() {
		assertThat(problems("  CC      kern/cond.c", "  LD      build/process-np/fluke.elf", "", ":", "a:b:c",
				"x:99999999999: error: too big a number", "a\0b:12:3: error: no path")).isEmpty();
	}
}
