// SPDX-License-Identifier: EPL-2.0
package org.fluke.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.fluke.bridge.DoorAddress;
import org.fluke.qemu.LiveSetting;
import org.fluke.qemu.MachineExit;
import org.fluke.qemu.MachineListener;
import org.fluke.qemu.QemuMachine;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Boots a kernel and leaves both doors open. */
@Command(name = "run", description = "Boots a kernel and leaves both doors open for gdb, until Ctrl-C.",
		mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

	@Mixin
	private KernelOptions kernel;

	@Option(names = "--live", paramLabel = "[uart:]SOCKET_OR_PORT", converter = FramesCommand.Live.class,
			description = "Where the live door answers gdb; default: a socket in a private folder. With uart (or uart:...)"
					+ " it goes over the second serial port, which has one line, not two.")
	private LiveSetting live = LiveSetting.DEFAULT;

	@Option(names = "--gdb", paramLabel = "PORT", converter = FramesCommand.Door.class,
			description = "Where the machine door answers; default: a socket in a private folder.")
	private DoorAddress gdb;

	@Option(names = "--scenario", paramLabel = "NAME", description = "Start this scenario; default: an idle system.")
	private String scenario;

	@Option(names = "--hold", description = "Create the scenario's threads stopped.")
	private boolean hold;

	@Option(names = "--deterministic",
			description = "Let the guest's clock count its instructions: every run is the same, and idling takes a whole processor.")
	private boolean deterministic;

	@Override
	public Integer call() throws Exception {
		Path built = kernel.built();
		MachineListener printer = new MachineListener() {
			@Override
			public void consoleLine(String line) {
				System.out.println(line);
			}
		};
		try (QemuMachine machine = live.apply(QemuMachine.builder()).kernel(built).gdb(gdb).scenario(scenario).hold(hold)
				.deterministic(deterministic).start()) {
			System.out.println("Fluke " + kernel.configuration() + " runs in QEMU " + machine.qmp().version() + ", process "
					+ machine.pid() + ". Ctrl-C ends it.");
			System.out.println("  live door:     gdb -ex 'target extended-remote " + machine.liveDoorForGdb() + "'");
			if (!machine.liveDoor().equals(machine.liveDoorForGdb())) {
				System.out.println("                 and a second client, at the same time: " + machine.liveDoor());
			}
			System.out.println("  machine door:  gdb -ex 'target remote " + machine.machineDoor() + "' " + built.resolve("fluke.elf"));
			System.out.println();
			machine.console().forEach(System.out::println);
			machine.addListener(printer);
			MachineExit exit = machine.exit().get();
			System.err.println(exit.reason());
			return exit.status() == 0 ? 0 : Main.BROKEN;
		}
	}
}
