// SPDX-License-Identifier: EPL-2.0
package org.fluke.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import picocli.CommandLine.Option;

/** Which kernel a command is about. */
final class KernelOptions {

	@Option(names = "--config", paramLabel = "C", defaultValue = "process-np",
			description = "Kernel configuration: process-np (default), interrupt-np, ...")
	private String configuration;

	@Option(names = "--kernel-dir", paramLabel = "FOLDER",
			description = "The kernel's sources with its build folder; default: the system property fluke.kernel.dir,"
					+ " the environment's FLUKE_HOME, or ./kernel.")
	private Path folder;

	/** @return as the user named it */
	String configuration() {
		return configuration;
	}

	/** @return the {@code kernel} folder, whether it exists or not */
	private Path folder() {
		if (folder != null) {
			return folder.toAbsolutePath().normalize();
		}
		String property = System.getProperty("fluke.kernel.dir");
		if (property != null) {
			return Path.of(property).toAbsolutePath();
		}
		String home = System.getenv("FLUKE_HOME");
		return (home != null ? Path.of(home, "kernel") : Path.of("kernel")).toAbsolutePath();
	}

	/**
	 * @return where the built kernel of this configuration is
	 * @throws CommandException if it isn't built
	 */
	Path built() throws CommandException {
		Path sources = folder();
		if (!configuration.matches("[a-z-]+")) {
			throw new CommandException("there is no configuration '" + configuration + "'", Main.USAGE);
		}
		if (!Files.isDirectory(sources)) {
			throw new CommandException("there is no kernel in " + sources + ": say where it is with --kernel-dir");
		}
		Path built = sources.resolve("build").resolve(configuration);
		if (!Files.isReadable(built.resolve("fluke.elf")) || !Files.isReadable(built.resolve("root.img"))) {
			throw new CommandException("the kernel is not built as " + configuration + ": run make -C " + sources + " CONFIG="
					+ configuration);
		}
		return built;
	}

	/** @return names of the entry points that the built kernel implements; empty if it isn't built */
	Optional<Set<String>> implemented() throws IOException {
		Path file = folder().resolve("build").resolve(configuration).resolve("implemented.txt");
		if (!Files.isReadable(file)) {
			return Optional.empty();
		}
		Set<String> names = new TreeSet<>();
		for (String line : Files.readAllLines(file)) {
			if (!line.isBlank()) {
				names.add(line.strip());
			}
		}
		return Optional.of(names);
	}
}
