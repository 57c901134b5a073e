// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Builds a kernel from its sources with make. What has not changed is not built again: make sees to that. */
public final class KernelBuild {

	/** Programs without which nothing goes, and the Debian packages that have them. */
	private static final List<String> TOOLS = List.of("make", "gcc", "objcopy", "nm", "awk");
	private static final String INSTALL = "on Debian or Ubuntu, sudo apt install gcc make";
	private static final int LAST_LINES = 5;

	private final Path folder;

	private KernelBuild(Path folder) {
		this.folder = folder;
	}

	/**
	 * @param folder of the kernel's sources, the one that holds the Makefile
	 * @return a builder for it
	 */
	public static KernelBuild in(Path folder) {
		return new KernelBuild(folder.toAbsolutePath());
	}

	/** @return of the kernel's sources */
	public Path folder() {
		return folder;
	}

	/**
	 * @param configuration which one
	 * @return the folder in which {@code fluke.elf} and {@code root.img} are after a build
	 */
	public Path output(KernelConfiguration configuration) {
		return folder.resolve("build").resolve(configuration.id());
	}

	/**
	 * @param configuration which one
	 * @return whether there is a built kernel, new or old
	 */
	public boolean isBuilt(KernelConfiguration configuration) {
		return Files.isRegularFile(output(configuration).resolve("fluke.elf"))
				&& Files.isRegularFile(output(configuration).resolve("root.img"));
	}

	/**
	 * Builds, and waits for the end. Quick when nothing has changed.
	 *
	 * @param configuration which one
	 * @param progress gets every line that the build prints, on another thread
	 * @param cancelled is asked now and then; when true, the build ends
	 * @return {@link #output}
	 * @throws KernelBuildException if gcc or make is missing, or the build fails
	 * @throws CancellationException if it was cancelled, or the thread interrupted
	 */
	public Path build(KernelConfiguration configuration, Consumer<String> progress, BooleanSupplier cancelled)
			throws KernelBuildException {
		requireTools();
		if (!Files.isRegularFile(folder.resolve("Makefile"))) {
			throw new KernelBuildException("There is no kernel in " + folder + " (no Makefile)", List.of());
		}
		ProcessBuilder builder = new ProcessBuilder("make", "--no-print-directory",
				"-j" + Runtime.getRuntime().availableProcessors(), "CONFIG=" + configuration.id());
		builder.directory(folder.toFile()).redirectErrorStream(true).redirectInput(new File("/dev/null"));
		// Problems are read from the compiler's words, so they must be English.
		builder.environment().put("LC_ALL", "C");
		builder.environment().remove("MAKEFLAGS");
		Process process;
		try {
			process = builder.start();
		} catch (IOException e) {
			throw new KernelBuildException("make can't be started: " + e.getMessage(), List.of());
		}
		List<BuildProblem> problems = new ArrayList<>();
		Deque<String> last = new ArrayDeque<>();
		Thread reader = new Thread(() -> read(process, progress, problems, last), "fluke-kernel-build");
		reader.setDaemon(true);
		reader.start();
		try {
			while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
				if (cancelled.getAsBoolean()) {
					end(process);
					throw new CancellationException("the build was cancelled");
				}
			}
			reader.join(2000);
		} catch (InterruptedException e) {
			end(process);
			Thread.currentThread().interrupt();
			throw new CancellationException("the build was interrupted");
		}
		if (process.exitValue() != 0) {
			synchronized (problems) {
				throw new KernelBuildException(reason(configuration, problems, last), problems);
			}
		}
		return output(configuration);
	}

	private static String reason(KernelConfiguration configuration, List<BuildProblem> problems, Deque<String> last) {
		long errors = problems.stream().filter(BuildProblem::error).count();
		if (errors > 0) {
			BuildProblem first = problems.stream().filter(BuildProblem::error).findFirst().orElseThrow();
			return "The kernel can't be built as " + configuration + ": " + errors + (errors == 1 ? " error" : " errors")
					+ ", the first in " + first.file() + " line " + first.line() + ": " + first.message();
		}
		return "The kernel can't be built as " + configuration + ": " + last.stream()
				.filter(line -> line.contains("***")).map(line -> line.replaceFirst("^.*?\\*\\*\\* ?", "")).findFirst()
				.orElse(String.join(" / ", last));
	}

	private static void read(Process process, Consumer<String> progress, List<BuildProblem> problems, Deque<String> last) {
		try (BufferedReader in = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line; (line = in.readLine()) != null;) {
				synchronized (problems) {
					BuildProblem.parse(line).ifPresent(problems::add);
					if (last.size() == LAST_LINES) {
						last.removeFirst();
					}
					last.add(line);
				}
				progress.accept(line);
			}
		} catch (IOException e) {
			// The stream of a process that was ended: nothing more to read.
		}
	}

	private static void end(Process process) {
		process.descendants().forEach(ProcessHandle::destroy);
		process.destroy();
	}

	private static void requireTools() throws KernelBuildException {
		String path = System.getenv().getOrDefault("PATH", "");
		for (String tool : TOOLS) {
			boolean found = false;
			for (String each : path.split(File.pathSeparator)) {
				found |= !each.isEmpty() && Files.isExecutable(Path.of(each, tool));
			}
			if (!found) {
				throw new KernelBuildException(
						"Building the kernel needs gcc and make, and there is no " + tool + " on this computer: " + INSTALL,
						List.of());
			}
		}
	}
}
