// SPDX-License-Identifier: EPL-2.0
package org.fluke.cli;

import java.io.PrintWriter;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.fluke.bridge.BridgeException;
import org.fluke.qemu.QemuException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command line behind {@code ./fluke demo}, {@code run} and {@code api}. */
@Command(name = "fluke", description = "Runs and inspects Fluke kernels.", mixinStandardHelpOptions = true,
		subcommands = { DemoCommand.class, RunCommand.class, ApiCommand.class, FramesCommand.class },
		synopsisSubcommandLabel = "COMMAND", exitCodeListHeading = "%nExit status:%n",
		exitCodeList = { "0:all is well", "1:a scenario failed", "2:the command line is wrong",
				"3:something that is needed is missing or broke; one line says what" })
public final class Main implements Runnable {

	/** A scenario failed. */
	static final int FAILED = 1;
	/** The command line is wrong. */
	static final int USAGE = CommandLine.ExitCode.USAGE;
	/** Something that is needed is missing or broke. */
	static final int BROKEN = 3;

	@Option(names = "--debug", description = "Show stack traces and the log.", scope = ScopeType.INHERIT)
	private boolean debug;

	@Override
	public void run() {
		CommandLine.usage(this, System.out);
	}

	/**
	 * @param args see {@code --help}
	 */
	public static void main(String[] args) {
		System.exit(execute(args));
	}

	/**
	 * As {@link #main}, without ending the Java machine.
	 *
	 * @param args see {@code --help}
	 * @return the exit status
	 */
	public static int execute(String... args) {
		Main main = new Main();
		CommandLine commandLine = new CommandLine(main);
		commandLine.setCaseInsensitiveEnumValuesAllowed(true);
		commandLine.setExecutionStrategy(parsed -> {
			quietLog(main.debug);
			return new CommandLine.RunLast().execute(parsed);
		});
		commandLine.setExecutionExceptionHandler(main::report);
		return commandLine.execute(args);
	}

	private int report(Exception failure, CommandLine command, ParseResult parsed) {
		Throwable cause = BridgeException.unwrap(failure);
		PrintWriter err = command.getErr();
		boolean expected = cause instanceof BridgeException || cause instanceof QemuException
				|| cause instanceof CommandException;
		String message = expected ? cause.getMessage()
				: cause.getMessage() != null ? cause.getClass().getSimpleName() + ": " + cause.getMessage()
						: "unexpected " + cause.getClass().getSimpleName();
		err.println(Ansi.AUTO.string("@|bold,red fluke:|@ ") + message);
		if (debug) {
			failure.printStackTrace(err);
		} else if (!expected) {
			err.println("       (--debug shows more)");
		}
		return cause instanceof CommandException known ? known.status() : BROKEN;
	}

	private static void quietLog(boolean debug) {
		Logger root = Logger.getLogger("");
		Level level = debug ? Level.FINE : Level.WARNING;
		Logger.getLogger("org.fluke").setLevel(level);
		for (var handler : root.getHandlers()) {
			handler.setLevel(level);
		}
	}
}
