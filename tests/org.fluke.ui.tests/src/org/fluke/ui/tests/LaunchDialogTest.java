// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.debug.ui.IDebugUIConstants;
import org.eclipse.swt.widgets.Display;
import org.fluke.debug.launch.DemoRun;
import org.fluke.debug.launch.KernelLaunchSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of a launch configuration, and what it refuses. */
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
	void thePageShowsWhatTheConfigurationSays() throws Exception {
		ILaunchConfiguration configuration = DemoRun.configuration();
		AtomicReference<String> seen = new AtomicReference<>("");
		// The dialog has an event loop of its own: look from inside, then close it.
		Display.getCurrent().timerExec(500, new Runnable() {
			private int looks;

			@Override
			public void run() {
				seen.set(bench.buttons());
				if (!seen.get().contains("Show Command") && looks++ < 50) {
					Display.getCurrent().timerExec(200, this);
					return;
				}
				try {
					bench.picture("launch-configuration");
				} catch (IOException e) {
					throw new UncheckedIOException(e);
				} finally {
					bench.closeDialogs();
				}
			}
		});
		DebugUITools.openLaunchConfigurationPropertiesDialog(bench.window().getShell(), configuration,
				IDebugUIConstants.ID_DEBUG_LAUNCH_GROUP);
		assertThat(seen.get()).contains("shipped with the workbench: on").contains("Deterministic")
				.contains("Create the scenario's threads stopped").contains("Show Command Line...");
		assertThat(KernelLaunchSettings.of(configuration)).isEqualTo(GOOD);
	}

	@Test
	void aConfigurationSurvivesStoringAndReading() throws Exception {
		KernelLaunchSettings other = new KernelLaunchSettings(Path.of("/some/kernel"), "interrupt-np", "", false,
				128, false);
		ILaunchConfigurationWorkingCopy copy = DemoRun.configuration().getWorkingCopy();
		other.store(copy);
		assertThat(KernelLaunchSettings.of(copy)).isEqualTo(other);
	}

	@Test
	void whatIsWrongIsSaidInASentence() {
		assertThat(GOOD.problem()).isEmpty();
		assertThat(new KernelLaunchSettings(Path.of("/nowhere"), "process-np", "", false, 64, true).problem())
				.hasValueSatisfying(p -> assertThat(p).contains("There is no kernel in the folder '/nowhere'"));
		assertThat(new KernelLaunchSettings(null, "process-xp", "", false, 64, true).problem())
				.hasValue("'process-xp' is not a configuration of the kernel.");
		assertThat(new KernelLaunchSettings(null, "process-np", "rm -rf", false, 64, true).problem())
				.hasValueSatisfying(p -> assertThat(p).contains("can't be the name of a scenario"));
		assertThat(new KernelLaunchSettings(null, "process-np", "", false, 1, true).problem())
				.hasValue("The memory must be from 16 to 2048 MB.");
	}
}
