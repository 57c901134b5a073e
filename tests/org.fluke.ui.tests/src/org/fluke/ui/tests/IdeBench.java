// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Display;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.SnapshotService;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.views.FrameView;
import org.fluke.ui.views.PseudoRegistersView;
import org.fluke.ui.views.ThreadsView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.google.gson.GsonBuilder;

/**
 * How long it takes from asking the kernel for the frames of a thousand threads until the views that show them are painted,
 * beside what a stock gdb takes for its list of the same threads of the same kernel, turn by turn. Run by
 * {@code ./fluke bench ide}; not a test, but for what it asserts of the views.
 */
class IdeBench {

	private static final String ALL = "all frames read again";
	private static final String CHANGES = "what has changed";
	private static final int ROUNDS = 20;
	private static final int WARM_UP = 10;

	private final Bench bench = new Bench();
	private KernelDebugTarget kernel;
	private Gdb gdb;

	@AfterEach
	void cleanUp() throws Exception {
		if (gdb != null) {
			gdb.close();
		}
		bench.cleanUp();
	}

	/** In milliseconds. */
	record Times(double median, double least, double most) {

		static Times of(List<Double> measured) {
			List<Double> sorted = measured.stream().sorted().toList();
			return new Times(sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast());
		}
	}

	@Test
	void refreshBesideGdb() throws Exception {
		bench.openPerspective();
		kernel = bench.launch("many");
		Eventually.see("a thousand threads", () -> kernel.threads().size(), n -> n > 1000);
		bench.show(FlukeUi.THREADS_VIEW);
		// From here on, the kernel is asked only by what is measured.
		kernel.snapshots().setLive(false);
		gdb = new Gdb(kernel.machine().liveDoorForGdb().toString());
		String threads = gdb.command("-thread-info");
		int gdbThreads = count("target-id=", threads);
		int ours = kernel.threads().size();
		assertThat(gdbThreads).as("both list the same threads").isEqualTo(ours);

		Map<String, Supplier<CompletableFuture<KernelSnapshot>>> requests = new LinkedHashMap<>();
		requests.put(ALL, kernel::readWhole);
		requests.put(CHANGES, () -> kernel.snapshots().refresh());
		Map<String, List<Double>> painted = new LinkedHashMap<>();
		Map<String, List<Double>> model = new LinkedHashMap<>();
		List<Double> list = new ArrayList<>();
		for (int i = -WARM_UP; i < ROUNDS; i++) {
			for (var request : requests.entrySet()) {
				double[] took = refresh(request.getValue());
				if (i >= 0) {
					model.computeIfAbsent(request.getKey(), k -> new ArrayList<>()).add(took[0]);
					painted.computeIfAbsent(request.getKey(), k -> new ArrayList<>()).add(took[1]);
				}
			}
			if (i >= 0 && i % 2 == 0) {
				long began = System.nanoTime();
				gdb.command("-thread-info");
				list.add((System.nanoTime() - began) / 1e6);
			}
		}
		System.out.printf("bench: %d threads, %d rounds in turn                median   least    most ms%n", ours, ROUNDS);
		Map<String, Object> results = new LinkedHashMap<>();
		results.put("threads", ours);
		results.put("unit", "ms");
		requests.keySet().forEach(what -> results.put(what, Map.of(
				"requestToModel", row(what + ": request to model", model.get(what)),
				"requestToPaintedViews", row(what + ": request to painted views", painted.get(what)))));
		Times theirs = row("gdb's list of threads, no frames", list);
		results.put("gdb's list of threads", theirs);
		double ratio = theirs.median / Times.of(painted.get(ALL)).median;
		results.put("gdb's list / " + ALL, ratio);
		System.out.printf("bench: gdb takes %.1f times as long as all frames, painted%n", ratio);
		try (Writer out = Files.newBufferedWriter(Path.of(System.getProperty("fluke.bench.json")))) {
			new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(results, out);
		}
	}

	private static Times row(String what, List<Double> measured) {
		Times times = Times.of(measured);
		System.out.printf("bench: %-46s %7.1f %7.1f %7.1f%n", what, times.median, times.least, times.most);
		return times;
	}

	/** Milliseconds from a request to its model, and to what the screen shows. */
	private double[] refresh(Supplier<CompletableFuture<KernelSnapshot>> request) {
		Display display = bench.window().getShell().getDisplay();
		List<Supplier<String>> stamps = List.of(view(FlukeUi.THREADS_VIEW, ThreadsView.class)::stampText,
				view(FlukeUi.FRAME_VIEW, FrameView.class)::stampText, view(FlukeUi.PSEUDO_VIEW, PseudoRegistersView.class)::stampText);
		// Never sooner than the rate of live mode allows.
		boolean[] rested = new boolean[1];
		display.timerExec((int) SnapshotService.PERIOD_MILLIS * 3 / 2, () -> rested[0] = true);
		handle(display, () -> rested[0]);
		List<String> before = stamps.stream().map(Supplier::get).toList();

		long began = System.nanoTime();
		long[] read = new long[1];
		CompletableFuture<KernelSnapshot> answer = request.get();
		answer.whenComplete((s, e) -> {
			read[0] = System.nanoTime();
			display.wake();
		});
		handle(display, () -> answer.isDone() && newer(stamps, before));
		display.update();
		onScreen(display);
		long end = System.nanoTime();
		assertThat(stamps.stream().map(Supplier::get).distinct()).as("all views show one snapshot").hasSize(1);
		return new double[] { (read[0] - began) / 1e6, (end - began) / 1e6 };
	}

	private static boolean newer(List<Supplier<String>> stamps, List<String> before) {
		for (int i = 0; i < before.size(); i++) {
			if (stamps.get(i).get().equals(before.get(i))) {
				return false;
			}
		}
		return true;
	}

	private static void handle(Display display, BooleanSupplier done) {
		long end = System.nanoTime() + Eventually.PATIENCE.toNanos();
		while (!done.getAsBoolean()) {
			assertThat(System.nanoTime()).as("when the views should have been refreshed").isLessThan(end);
			if (!display.readAndDispatch()) {
				display.sleep();
			}
		}
	}

	/** Waits until the display server has drawn all that it was told to: it answers in the order of what it is asked. */
	private static void onScreen(Display display) {
		Image pixel = new Image(display, 1, 1);
		GC gc = new GC(display);
		gc.copyArea(pixel, 0, 0);
		gc.dispose();
		pixel.getImageData();
		pixel.dispose();
	}

	private <T> T view(String id, Class<T> type) {
		return type.cast(bench.window().getActivePage().findView(id));
	}

	private static int count(String what, String in) {
		Matcher matcher = Pattern.compile(Pattern.quote(what)).matcher(in);
		int found = 0;
		while (matcher.find()) {
			found++;
		}
		return found;
	}

	/** A stock gdb as an IDE drives it. */
	private static final class Gdb implements AutoCloseable {

		private final Process process;
		private final BufferedReader out;
		private final Writer in;

		Gdb(String door) throws IOException {
			process = new ProcessBuilder("gdb", "-nx", "-q", "-i=mi2").redirectErrorStream(true).start();
			out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
			in = process.outputWriter(StandardCharsets.UTF_8);
			command("-gdb-set architecture i386");
			command("-gdb-set non-stop on");
			command("-target-select extended-remote " + door);
		}

		/** What gdb answers to a command. The kernel is not asked by the workbench meanwhile, so its UI thread may wait. */
		String command(String command) {
			try {
				in.write("7" + command + "\n");
				in.flush();
				for (String line = out.readLine(); line != null; line = out.readLine()) {
					if (line.startsWith("7^error")) {
						throw new AssertionError(command + ": " + line);
					}
					if (line.startsWith("7^")) {
						return line;
					}
				}
				throw new AssertionError(command + ": gdb has ended");
			} catch (IOException e) {
				throw new UncheckedIOException(e);
			}
		}

		@Override
		public void close() {
			process.destroyForcibly();
		}
	}
}
