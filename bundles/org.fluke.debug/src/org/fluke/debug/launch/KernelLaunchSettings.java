// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.osgi.util.NLS;
import org.fluke.debug.FlukeDebug;
import org.fluke.debug.internal.Messages;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.qemu.QemuMachine;

/**
 * What a launch configuration of type {@link #TYPE_ID} says.
 *
 * @param folder of the kernel's sources, null for the shipped kernel
 * @param configuration of the kernel: {@code process-np}
 * @param scenario the program set to start, empty for an idle system
 * @param hold whether the scenario's threads are created stopped
 * @param memory in megabytes
 * @param deterministic whether the guest's clock counts its instructions
 */
public record KernelLaunchSettings(Path folder, String configuration, String scenario, boolean hold, int memory,
		boolean deterministic) {

	/** Identifier of the launch configuration type <em>Fluke Kernel (QEMU)</em>. */
	public static final String TYPE_ID = "org.fluke.debug.launch.kernel"; //$NON-NLS-1$

	/** Attribute: folder of the kernel's sources; empty or missing for the shipped kernel. */
	public static final String ATTR_FOLDER = FlukeDebug.PLUGIN_ID + ".KERNEL_FOLDER"; //$NON-NLS-1$

	/** Attribute: configuration of the kernel. */
	public static final String ATTR_CONFIGURATION = FlukeDebug.PLUGIN_ID + ".CONFIGURATION"; //$NON-NLS-1$

	/** Attribute: the scenario, empty for none. */
	public static final String ATTR_SCENARIO = FlukeDebug.PLUGIN_ID + ".SCENARIO"; //$NON-NLS-1$

	/** Attribute: whether the scenario's threads are created stopped. */
	public static final String ATTR_HOLD = FlukeDebug.PLUGIN_ID + ".HOLD"; //$NON-NLS-1$

	/** Attribute: memory in megabytes. */
	public static final String ATTR_MEMORY = FlukeDebug.PLUGIN_ID + ".MEMORY_MB"; //$NON-NLS-1$

	/** Attribute: whether the guest's clock counts its instructions. */
	public static final String ATTR_DETERMINISTIC = FlukeDebug.PLUGIN_ID + ".DETERMINISTIC"; //$NON-NLS-1$

	/** The scenarios that the shipped kernel has; a kernel in a folder may have others. */
	public static final List<String> SCENARIOS = List.of("cond-wait", "ipc-fault", "rpc", "edit", "recreate"); //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$ //$NON-NLS-4$ //$NON-NLS-5$

	/** Least memory in megabytes. */
	public static final int MEMORY_MIN = 16;

	/** Most memory in megabytes. */
	public static final int MEMORY_MAX = 2048;

	/** What a new launch configuration says. */
	public static final KernelLaunchSettings DEFAULTS = new KernelLaunchSettings(null,
			KernelConfiguration.PROCESS_NP.id(), "ipc-fault", true, 64, true); //$NON-NLS-1$

	/**
	 * @param configuration a launch configuration
	 * @return what it says
	 * @throws CoreException if it can't be read
	 */
	public static KernelLaunchSettings of(ILaunchConfiguration configuration) throws CoreException {
		String folder = configuration.getAttribute(ATTR_FOLDER, "").strip(); //$NON-NLS-1$
		return new KernelLaunchSettings(folder.isEmpty() ? null : Path.of(folder),
				configuration.getAttribute(ATTR_CONFIGURATION, DEFAULTS.configuration),
				configuration.getAttribute(ATTR_SCENARIO, DEFAULTS.scenario).strip(),
				configuration.getAttribute(ATTR_HOLD, DEFAULTS.hold),
				configuration.getAttribute(ATTR_MEMORY, DEFAULTS.memory),
				configuration.getAttribute(ATTR_DETERMINISTIC, DEFAULTS.deterministic));
	}

	/** @param configuration is made to say all this */
	public void store(ILaunchConfigurationWorkingCopy configuration) {
		configuration.setAttribute(ATTR_FOLDER, folder == null ? null : folder.toString());
		configuration.setAttribute(ATTR_CONFIGURATION, configuration());
		configuration.setAttribute(ATTR_SCENARIO, scenario);
		configuration.setAttribute(ATTR_HOLD, hold);
		configuration.setAttribute(ATTR_MEMORY, memory);
		configuration.setAttribute(ATTR_DETERMINISTIC, deterministic);
	}

	/** @return what is wrong, one sentence for a human; empty if it can be launched */
	public Optional<String> problem() {
		if (folder != null && !Files.isRegularFile(folder.resolve("Makefile"))) { //$NON-NLS-1$
			return Optional.of(NLS.bind(Messages.KernelLaunchSettings_noFolder, folder));
		}
		if (KernelConfiguration.of(configuration).isEmpty()) {
			return Optional.of(NLS.bind(Messages.KernelLaunchSettings_badConfiguration, configuration));
		}
		if (!scenario.matches("([a-z0-9][a-z0-9-]*)?")) { //$NON-NLS-1$
			return Optional.of(NLS.bind(Messages.KernelLaunchSettings_badScenario, scenario));
		}
		if (memory < MEMORY_MIN || memory > MEMORY_MAX) {
			return Optional.of(NLS.bind(Messages.KernelLaunchSettings_badMemory, MEMORY_MIN, MEMORY_MAX));
		}
		return Optional.empty();
	}

	/** @return the kernel's name for a human: configuration and scenario */
	public String name() {
		return scenario.isEmpty() ? configuration : NLS.bind(Messages.KernelLaunchDelegate_name, configuration, scenario);
	}

	/**
	 * @param built folder of the built kernel
	 * @return starts a machine that does what these settings say
	 */
	public QemuMachine.Builder machine(Path built) {
		return QemuMachine.builder().kernel(built).scenario(scenario.isEmpty() ? null : scenario).hold(hold)
				.memory(memory).deterministic(deterministic);
	}
}
