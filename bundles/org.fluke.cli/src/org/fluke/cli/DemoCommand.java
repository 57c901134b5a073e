// SPDX-License-Identifier: EPL-2.0
package org.fluke.cli;

import static org.fluke.cli.Scenario.get;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.KernelSession;
import org.fluke.bridge.api.ApiTable;
import org.fluke.model.Snapshot;
import org.fluke.model.Trace;
import org.fluke.model.TraceEvent;
import org.fluke.model.Word;
import org.fluke.qemu.LiveSetting;
import org.fluke.qemu.MachineListener;
import org.fluke.qemu.QemuException;
import org.fluke.qemu.QemuMachine;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a scenario and shows every stage of its threads' frames. */
@Command(name = "demo", description = "Runs a scenario and shows the timeline of its threads' frames.",
		mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

	/** How long a stage may take, in the host's time. */
	static final Duration LIMIT = Duration.ofSeconds(60);

	/** The scenarios' names for {@code --help}. */
	static final class Names extends java.util.ArrayList<String> {
		private static final long serialVersionUID = 1L;

		Names() {
			super(Scenario.names());
		}
	}

	@Parameters(paramLabel = "SCENARIO", arity = "0..1", defaultValue = "ipc-fault", completionCandidates = Names.class,
			description = "One of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
	private String name;

	@Mixin
	private KernelOptions kernel;

	@Option(names = "--json", description = "Print one JSON object; the kernel's console goes to standard error.")
	private boolean json;

	@Option(names = "--live", paramLabel = "uart", converter = FramesCommand.Live.class,
			description = "With uart the live door goes over the second serial port.")
	private LiveSetting live = LiveSetting.DEFAULT;

	private record Outcome(String result, String reason, Snapshot before, Trace trace, long milliseconds) {
	}

	@Override
	public Integer call() throws Exception {
		Scenario scenario = Scenario.named(name);
		Path built = kernel.built();
		PrintStream console = json ? System.err : System.out;
		if (!json) {
			System.out.println(Ansi.AUTO.string("@|bold Scenario " + scenario + ", kernel " + kernel.configuration() + "|@"));
		}
		Outcome outcome;
		MachineListener printer = new MachineListener() {
			@Override
			public void consoleLine(String line) {
				console.println(json ? line : Ansi.AUTO.string("@|faint   | " + line.replace("@|", "@ |") + "|@"));
			}
		};
		try (QemuMachine machine = live.apply(QemuMachine.builder()).kernel(built).scenario(scenario.toString()).hold(true)
				.deterministic(true).listener(printer).start()) {
			outcome = play(scenario, machine);
			machine.removeListener(printer);
		}
		if (json) {
			printJson(scenario, outcome);
		} else {
			printTimeline(scenario, outcome);
		}
		if (outcome.reason() != null) {
			System.err.println("fluke: " + outcome.reason());
		}
		return outcome.result().equals("pass") ? 0 : Main.FAILED;
	}

	private static Outcome play(Scenario scenario, QemuMachine machine) throws Exception {
		await(machine, "debugd: ready");
		try (KernelSession session = get(KernelSession.connect(machine.liveDoor(), ApiTable.bundled(), LIMIT))) {
			long began = System.nanoTime();
			Snapshot before = get(session.snapshot());
			if (!session.isTableKnown()) {
				throw new CommandException("this kernel was built from another API table than this program: build both again");
			}
			get(session.trace(KernelSession.ALL_SCENARIO_THREADS, true));
			scenario.drive(session, machine, before);
			String verdict = await(machine, "scenario " + scenario + ":").substring(("scenario " + scenario + ":").length())
					.strip();
			// What the threads still do after the last line belongs into the trace, too: else its end would depend on our speed.
			Scenario.awaitQuiet(session);
			Trace trace = get(session.trace(1));
			long milliseconds = (System.nanoTime() - began) / 1_000_000;
			String reason = null;
			if (!verdict.equals("pass")) {
				reason = "the scenario says: " + verdict;
			} else if (trace.getLost() != 0) {
				reason = trace.getLost() + " events of the trace were lost";
			} else {
				reason = scenario.missing(trace.getEvents(), before);
			}
			return new Outcome(reason == null ? "pass" : "fail", reason, before, trace, milliseconds);
		}
	}

	private static String await(QemuMachine machine, String start) throws Exception {
		try {
			return machine.awaitConsoleLine(line -> line.startsWith(start), LIMIT).get();
		} catch (ExecutionException e) {
			if (e.getCause() instanceof QemuException failure) {
				throw new CommandException("waiting for '" + start + "': " + failure.getMessage());
			}
			throw e;
		}
	}

	private void printJson(Scenario scenario, Outcome outcome) {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("scenario", scenario.toString());
		object.put("config", kernel.configuration());
		object.put("result", outcome.result());
		object.put("events", outcome.trace().getEvents().stream().map(DemoCommand::json).toList());
		Gson gson = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
		System.out.println(gson.toJson(object));
	}

	private static Map<String, Object> json(TraceEvent event) {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("seq", event.getSequence());
		object.put("icount", event.getIcount());
		object.put("thread", event.getThreadName());
		object.put("cause", event.getCause().getLiteral());
		object.put("entry", event.getEntry());
		Map<String, String> frame = new LinkedHashMap<>();
		for (Word word : event.getFrame().getWords()) {
			frame.put(word.getName(), FrameDecoder.hex(word.getValue()));
		}
		object.put("frame", frame);
		return object;
	}

	private static void printTimeline(Scenario scenario, Outcome outcome) {
		FrameDecoder decoder = new FrameDecoder(ApiTable.bundled());
		List<TraceEvent> events = outcome.trace().getEvents();
		int threads = events.stream().mapToInt(e -> e.getThreadName().length()).max().orElse(6);
		int entries = events.stream().mapToInt(e -> entry(e).length()).max().orElse(5);
		String row = "%4s  %12s  %-" + threads + "s  %-10s  %-" + entries + "s  %s%n";
		System.out.println();
		System.out.print(Ansi.AUTO.string("@|bold "
				+ row.formatted("seq", "icount", "thread", "cause", "entry", "frame").stripTrailing() + "|@%n".formatted()));
		Map<Integer, String> names = new HashMap<>();
		outcome.before().getObjects().forEach(o -> names.put(o.getId(), o.getType().getLiteral() + " " + o.getName()));
		Map<Integer, int[]> last = new HashMap<>();
		for (TraceEvent event : events) {
			int[] now = decoder.words(event.getFrame());
			int[] before = last.put(event.getThreadId(), now);
			String changes = before == null ? "" : decoder.difference(before, now);
			System.out.printf(row, event.getSequence(), event.getIcount(), event.getThreadName(),
					event.getCause().getLiteral(), entry(event),
					decoder.sentence(now) + waiting(event, names) + (changes.isEmpty() ? "" : Ansi.AUTO.string("@|faint   [" + changes + "]|@")));
		}
		System.out.println();
		String color = outcome.result().equals("pass") ? "green" : "red";
		System.out.println(Ansi.AUTO.string("@|bold," + color + " " + scenario + ": " + outcome.result() + "|@, "
				+ events.size() + " events in " + outcome.milliseconds() + " ms"));
	}

	private static String waiting(TraceEvent event, Map<Integer, String> names) {
		int id = event.getWaitingForId();
		return id == 0 ? "" : ", waiting for " + names.getOrDefault(id, "object " + id);
	}

	private static String entry(TraceEvent event) {
		return event.getEntry() != null ? event.getEntry() : "-";
	}
}
