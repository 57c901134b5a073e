// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.debug.ui.IDebugUIConstants;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Text;
import org.fluke.debug.launch.DemoRun;
import org.fluke.debug.launch.KernelLaunchSettings;
import org.fluke.debug.launch.MachineSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of a launch configuration, and what they refuse. */
class LaunchDialogTest {

	private static final KernelLaunchSettings GOOD = DemoRun.SETTINGS;

	private final Bench bench = new Bench();

	@BeforeEach
	void openPerspective() throws Exception {
		bench.openPerspective();
	}

	@AfterEach
	void cleanUp() throws Exception {
		bench.cleanUp();
	}

	@Test
	void thePagesShowWhatTheConfigurationSays() throws Exception {
		ILaunchConfiguration configuration = DemoRun.configuration();
		List<String> seen = new ArrayList<>();
		inDialog(configuration, () -> {
			seen.add(bench.buttons());
			bench.picture("launch-kernel");
			bench.tab("Machine");
			seen.add(bench.labels());
			bench.picture("launch-machine");
			// The command line has a dialog of its own, with an event loop of its own.
			Display.getCurrent().timerExec(1000, () -> {
				seen.add(bench.inDialog(Text.class, t -> t.getText().contains("qemu-system-i386")).getText());
				bench.quietPicture("launch-command-line");
				bench.closeDialogs();
			});
			bench.click(bench.button("Show Command Line"));
		});
		assertThat(seen).hasSize(3);
		assertThat(seen.get(0)).contains("shipped with the workbench: on")
				.contains("when you look first: on").contains("C source, at the machine door (needs CDT): off");
		assertThat(seen.get(1)).contains("Live door").contains("Machine door").contains("rocessors");
		assertThat(seen.get(2)).contains("-icount shift=0,sleep=off").contains("-m 64").contains("scenario=ipc-fault hold");
		assertThat(KernelLaunchSettings.of(configuration)).isEqualTo(GOOD);
	}

	private interface Look {
		void look() throws Exception;
	}

	/** The dialog has an event loop of its own: look from inside, then close it. */
	private void inDialog(ILaunchConfiguration configuration, Look look) {
		AtomicReference<Throwable> failure = new AtomicReference<>();
		Display.getCurrent().timerExec(500, new Runnable() {
			private int looks;

			@Override
			public void run() {
				if (!bench.buttons().contains("Show Command") && looks++ < 50) {
					Display.getCurrent().timerExec(200, this);
					return;
				}
				try {
					look.look();
				} catch (Throwable e) {
					failure.set(e);
				} finally {
					bench.closeDialogs();
				}
			}
		});
		DebugUITools.openLaunchConfigurationPropertiesDialog(bench.window().getShell(), configuration,
				IDebugUIConstants.ID_DEBUG_LAUNCH_GROUP);
		assertThat(failure.get()).isNull();
	}

	@Test
	void aConfigurationSurvivesStoringAndReading() throws Exception {
		MachineSettings machine = new MachineSettings(128, 2, MachineSettings.NOT_DETERMINISTIC, "4444", "/tmp/gdb.sock",
				true, "-d guest_errors");
		ILaunchConfigurationWorkingCopy copy = DemoRun.configuration().getWorkingCopy();
		for (KernelLaunchSettings other : List.of(
				new KernelLaunchSettings(Path.of("/some/kernel"), "interrupt-np", "", false, 64, true).in(machine),
				new KernelLaunchSettings("mine", null, "", "rpc", true, "trace", true, "boot_main", machine))) {
			other.store(copy);
			assertThat(KernelLaunchSettings.of(copy)).isEqualTo(other);
		}
	}

	@Test
	void theMachineDoesWhatTheSettingsSay() {
		KernelLaunchSettings settings = new KernelLaunchSettings("", null, "process-np", "rpc", false, "more words", false, "",
				new MachineSettings(32, 2, 3, "4444", "/tmp/gdb.sock", false, "-name 'two words'"));
		assertThat(settings.machine(Path.of("/k")).commandLine()).containsSubsequence("-m", "32", "-smp", "2", "-icount",
				"shift=3,sleep=off", "-append", "scenario=rpc more words", "-name", "two words").anyMatch(a -> a.contains("port=4444"))
				.anyMatch(a -> a.contains("path=/tmp/gdb.sock"));
	}

	@Test
	void whatIsWrongIsSaidInASentence() {
		assertThat(GOOD.problem()).isEmpty();
		assertThat(kernel(Path.of("/nowhere"), "process-np", "").problem())
				.hasValueSatisfying(p -> assertThat(p).contains("There is no kernel in the folder '/nowhere'"));
		assertThat(kernel(null, "process-xp", "").problem()).hasValue("'process-xp' is not a configuration of the kernel.");
		assertThat(kernel(null, "process-np", "rm -rf").problem())
				.hasValueSatisfying(p -> assertThat(p).contains("can't be the name of a scenario"));
		assertThat(new KernelLaunchSettings("gone", null, "", "", false, "", false, "", MachineSettings.DEFAULTS).problem())
				.hasValue("There is no open kernel project 'gone'.");
		assertThat(machine(1, 1, 0, "", "")).hasValue("The memory must be from 16 to 2048 MB.");
		assertThat(machine(64, 9, 0, "", "")).hasValue("A machine has from 1 to 8 processors.");
		assertThat(machine(64, 1, 11, "", "")).hasValue("The shift of the clock must be from 0 to 10.");
		assertThat(machine(64, 1, 0, "99999", "")).hasValueSatisfying(p -> assertThat(p).startsWith("Live door: "));
		assertThat(machine(64, 1, 0, "4444", ":4444")).hasValue("Both doors can't be at 4444.");
	}

	private static KernelLaunchSettings kernel(Path folder, String configuration, String scenario) {
		return new KernelLaunchSettings(folder, configuration, scenario, false, 64, true);
	}

	private static Optional<String> machine(int memory, int processors, int shift, String live, String gdb) {
		return GOOD.in(new MachineSettings(memory, processors, shift, live, gdb, false, "")).problem();
	}
}
