// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Builds a kernel from its sources with make. What has not changed is not built again: make sees to that. */
public final class KernelBuild {

	private static final int END_SECONDS = 2;
	private static final int LOOK_MILLIS = 100;

	/** Two makes in one folder would make the same files at the same time. */
	private static final Map<Path, Semaphore> TURNS = new ConcurrentHashMap<>();

	private final Path folder;
	private final String make;
	private final List<String> options;

	private KernelBuild(Path folder, String make, List<String> options) {
		this.folder = folder;
		this.make = make;
		this.options = List.copyOf(options);
	}

	/**
	 * @param folder of the kernel's sources, the one that holds the Makefile
	 * @return a builder for it
	 */
	public static KernelBuild in(Path folder) {
		return new KernelBuild(folder.toAbsolutePath(), Tool.MAKE.program(), List.of());
	}

	/**
	 * @param program name or path of make
	 * @return a builder that uses it
	 */
	public KernelBuild make(String program) {
		return new KernelBuild(folder, program, options);
	}

	/**
	 * @param arguments for make, before those that we give it
	 * @return a builder that uses them
	 */
	public KernelBuild options(List<String> arguments) {
		return new KernelBuild(folder, make, arguments);
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
		run(configuration, List.of(), progress, cancelled);
		return output(configuration);
	}

	/**
	 * @param configuration which one
	 * @param targets what to make, empty for the kernel
	 * @return the command line of {@link #run}
	 */
	public List<String> commandLine(KernelConfiguration configuration, List<String> targets) {
		List<String> line = new ArrayList<>(List.of(make, "--no-print-directory",
				"-j" + Runtime.getRuntime().availableProcessors()));
		line.addAll(options);
		line.add("CONFIG=" + configuration.id());
		line.addAll(targets);
		return line;
	}

	/**
	 * Runs make, and waits for the end.
	 *
	 * @param configuration which one
	 * @param targets what to make, empty for the kernel
	 * @param progress gets every line that the build prints, on another thread
	 * @param cancelled is asked now and then; when true, the build ends
	 * @return the warnings
	 * @throws KernelBuildException if a tool is missing or too old, or make fails
	 * @throws CancellationException if it was cancelled, or the thread interrupted
	 */
	public List<BuildProblem> run(KernelConfiguration configuration, List<String> targets, Consumer<String> progress,
			BooleanSupplier cancelled) throws KernelBuildException {
		if (!Files.isRegularFile(folder.resolve("Makefile"))) {
			throw new KernelBuildException("There is no kernel in " + folder + " (no Makefile)", List.of());
		}
		requireTools();
		Semaphore turn = TURNS.computeIfAbsent(folder.normalize(), f -> new Semaphore(1));
		awaitTurn(turn, cancelled);
		try {
			return runAlone(configuration, targets, progress, cancelled);
		} finally {
			turn.release();
		}
	}

	private static void awaitTurn(Semaphore turn, BooleanSupplier cancelled) {
		try {
			while (!turn.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
				if (cancelled.getAsBoolean()) {
					throw new CancellationException("the build was cancelled");
				}
			}
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new CancellationException("the build was interrupted");
		}
	}

	private List<BuildProblem> runAlone(KernelConfiguration configuration, List<String> targets, Consumer<String> progress,
			BooleanSupplier cancelled) throws KernelBuildException {
		ProcessBuilder builder = new ProcessBuilder(commandLine(configuration, targets));
		builder.directory(folder.toFile()).redirectErrorStream(true).redirectInput(new File("/dev/null"));
		// Problems are read from the compiler's words, so they must be English.
		builder.environment().put("LC_ALL", "C");
		builder.environment().remove("MAKEFLAGS");
		Process process;
		try {
			process = builder.start();
		} catch (IOException e) {
			throw new KernelBuildException(make + " can't be started: " + e.getMessage(), List.of());
		}
		BuildOutput output = new BuildOutput();
		Thread reader = new Thread(() -> read(process, progress, output), "fluke-kernel-build");
		reader.setDaemon(true);
		reader.start();
		try {
			while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
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
			throw new KernelBuildException("The kernel can't be built as " + configuration + ": " + output.reason(),
					output.problems());
		}
		return output.problems();
	}

	private static void read(Process process, Consumer<String> progress, BuildOutput output) {
		try (BufferedReader in = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line; (line = in.readLine()) != null;) {
				output.accept(line);
				progress.accept(line);
			}
		} catch (IOException e) {
			// The stream of a process that was ended: nothing more to read.
		}
	}

	/** Make removes what it has half made when it is asked to end; what does not end by itself is killed. */
	private static void end(Process process) {
		List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
		process.destroy();
		// Whom make started before it heard of it.
		process.descendants().filter(p -> !all.contains(p)).forEach(all::add);
		all.forEach(ProcessHandle::destroy);
		all.add(process.toHandle());
		long late = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
		for (ProcessHandle each : all) {
			try {
				each.onExit().get(Math.max(0, late - System.nanoTime()), TimeUnit.NANOSECONDS);
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				each.destroyForcibly();
			} catch (ExecutionException | TimeoutException e) {
				each.destroyForcibly();
			}
		}
	}

	private void requireTools() throws KernelBuildException {
		for (Tool tool : Tool.FOR_BUILDS) {
			ToolCheck check = tool.check(tool == Tool.MAKE ? make : null);
			if (!check.isGood()) {
				throw new KernelBuildException("The kernel can't be built here: " + check.problem()
						+ "; on Debian or Ubuntu, sudo apt install " + tool.debianPackage(), List.of());
			}
		}
	}
}
