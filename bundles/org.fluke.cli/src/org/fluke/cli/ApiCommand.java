// SPDX-License-Identifier: EPL-2.0
package org.fluke.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the table of entry points, and which of them the built kernel implements. */
@Command(name = "api", description = "Prints the table of entry points, and which of them the kernel implements.",
		mixinStandardHelpOptions = true)
final class ApiCommand implements Callable<Integer> {

	@Mixin
	private KernelOptions kernel;

	@Override
	public Integer call() throws IOException {
		PrintStream out = System.out;
		ApiTable api = ApiTable.bundled();
		Optional<Set<String>> implemented = kernel.implemented();
		int width = api.entryPoints().stream().mapToInt(e -> e.name().length()).max().orElse(1);
		String row = "%3s  %-10s  %-" + width + "s  %-11s  %-24s  %s%n";
		out.printf(row, "#", "address", "entry point", "category", "object", "implemented");
		Map<String, int[]> counts = new LinkedHashMap<>();
		for (EntryPoint entry : api.entryPoints()) {
			boolean done = implemented.isPresent() && implemented.get().contains(entry.name());
			int[] count = counts.computeIfAbsent(entry.category(), c -> new int[2]);
			count[0]++;
			count[1] += done ? 1 : 0;
			out.printf(row, entry.number(), "0x%08x".formatted(entry.address()), entry.name(), entry.category(),
					entry.object(), implemented.isEmpty() ? "?" : done ? "yes" : "no");
		}
		out.println();
		int all = 0;
		for (Map.Entry<String, int[]> each : counts.entrySet()) {
			out.printf("%-11s  %3d entry points, %s%n", each.getKey(), each.getValue()[0],
					implemented.isEmpty() ? "?" : each.getValue()[1] + " implemented");
			all += each.getValue()[1];
		}
		out.printf("%-11s  %3d entry points, %s%n", "all", api.entryPoints().size(), implemented.isEmpty()
				? "? (the kernel is not built as " + kernel.configuration() + ")"
				: all + " implemented in " + kernel.configuration());
		return 0;
	}
}
