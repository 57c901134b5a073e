// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.fluke.kernel.KernelBuild;
import org.fluke.kernel.KernelBuildException;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.KernelSources;
import org.fluke.kernel.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelBuildTest {

	@TempDir
	private Path folder;

	@Test
	void theShippedSourcesBuildAndWhatIsBuiltIsNotBuiltAgain() throws Exception {
		KernelSources.unpack(folder);
		assertThat(folder.resolve("LICENSE")).content().contains("Redistribution and use");
		KernelBuild build = KernelBuild.in(folder);
		List<String> lines = new CopyOnWriteArrayList<>();
		Path built = build.build(KernelConfiguration.INTERRUPT_PP, lines::add, () -> false);
		assertThat(built.resolve("fluke.elf")).isNotEmptyFile();
		assertThat(lines).contains("  CC      kern/thread.c").noneMatch(l -> l.contains("process-np"));
		lines.clear();
		build.build(KernelConfiguration.INTERRUPT_PP, lines::add, () -> false);
		assertThat(lines).noneMatch(l -> l.contains("CC"));
		build.run(KernelConfiguration.INTERRUPT_PP, List.of("clean"), lines::add, () -> false);
		assertThat(folder.resolve("build")).doesNotExist();
	}

	@Test
	void cancelEndsMakeAndAllItsChildren() throws Exception {
		// A compiler that ignores a polite request, in a shell that make has started.
		Path marker = folder.resolve("pid");
		Files.writeString(folder.resolve("Makefile"), """
				all:
				\t@sh -c 'trap "" TERM; echo $$$$ > pid; echo started; sleep 600; echo never' ; true
				""");
		List<String> lines = new CopyOnWriteArrayList<>();
		long began = System.nanoTime();
		assertThatThrownBy(() -> KernelBuild.in(folder).build(KernelConfiguration.PROCESS_NP, lines::add,
				() -> lines.contains("started"))).isInstanceOf(CancellationException.class);
		assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(60);
		long pid = Long.parseLong(Files.readString(marker).strip());
		// Killed, it is its new parent's to bury: that may take a moment.
		ProcessHandle.of(pid).ifPresent(p -> assertThat(p.onExit()).succeedsWithin(10, TimeUnit.SECONDS));
		assertThat(lines).doesNotContain("never");
	}

	@Test
	void aMissingOrOldToolIsNamedWithItsPackage() throws Exception {
		Files.writeString(folder.resolve("Makefile"), "all:\n");
		assertThatThrownBy(() -> KernelBuild.in(folder).make("no-such-make").build(KernelConfiguration.PROCESS_NP, l -> {
		}, () -> false)).isInstanceOf(KernelBuildException.class).hasMessageContaining("no-such-make is not a program")
				.hasMessageContaining("apt install make");
		Path old = folder.resolve("old-make");
		Files.writeString(old, "#!/bin/sh\necho GNU Make 3.81\n");
		Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwx------"));
		assertThat(Tool.MAKE.check(old.toString()).problem()).isEqualTo("make 3.81 is too old: 4.3 or newer is needed");
		assertThat(Tool.GCC.check(null).isGood()).isTrue();
	}

	@Test
	void optionsReachMake() throws Exception {
		Files.writeString(folder.resolve("Makefile"), "all:\n\t@echo $(WORD) of $(CONFIG)\n");
		List<String> lines = new CopyOnWriteArrayList<>();
		KernelBuild.in(folder).options(List.of("WORD=$(shell echo one; echo two)")).run(KernelConfiguration.PROCESS_FP,
				List.of(), lines::add, () -> false);
		assertThat(lines).containsExactly("one two of process-fp");
	}
}
