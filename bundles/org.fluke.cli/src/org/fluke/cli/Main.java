// SPDX-License-Identifier: EPL-2.0
package org.fluke.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line behind {@code ./fluke demo}, {@code run} and {@code api}. Runs on plain Java. */
@Command(name = "fluke", description = "Runs and inspects Fluke kernels.", mixinStandardHelpOptions = true)
public final class Main implements Runnable {
    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
