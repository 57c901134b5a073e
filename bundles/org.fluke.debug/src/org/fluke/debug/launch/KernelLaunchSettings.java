// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.launch;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.osgi.util.NLS;
import org.fluke.debug.FlukeDebug;
import org.fluke.debug.internal.Messages;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.project.KernelProject;
import org.fluke.qemu.QemuMachine;

/**
 * What a launch configuration of type {@link #TYPE_ID} says.
 *
 * @param project name of the kernel project, empty for none
 * @param folder of the kernel's sources if there is no project, null for the shipped kernel
 * @param configuration of the kernel: {@code process-np}; empty for the one that the project says
 * @param scenario the program set to start, empty for an idle system
 * @param hold whether the scenario's threads are created stopped
 * @param arguments more words for the kernel, with spaces between
 * @param source whether a debugger for the kernel's C source is started too, at the machine door
 * @param stopAt function at which that debugger stops first, empty to let the kernel go on
 * @param machine in which it runs
 */
public record KernelLaunchSettings(String project, Path folder, String configuration, String scenario, boolean hold,
		String arguments, boolean source, String stopAt, MachineSettings machine) {

	/** Identifier of the launch configuration type <em>Fluke Kernel (QEMU)</em>. */
	public static final String TYPE_ID = "org.fluke.debug.launch.kernel"; //$NON-NLS-1$

	/** Attribute: name of the kernel project; empty or missing for none. */
	public static final String ATTR_PROJECT = FlukeDebug.PLUGIN_ID + ".PROJECT"; //$NON-NLS-1$

	/** Attribute: folder of the kernel's sources; empty or missing for the shipped kernel. */
	public static final String ATTR_FOLDER = FlukeDebug.PLUGIN_ID + ".KERNEL_FOLDER"; //$NON-NLS-1$

	/** Attribute: configuration of the kernel. */
	public static final String ATTR_CONFIGURATION = FlukeDebug.PLUGIN_ID + ".CONFIGURATION"; //$NON-NLS-1$

	/** Attribute: the scenario, empty for none. */
	public static final String ATTR_SCENARIO = FlukeDebug.PLUGIN_ID + ".SCENARIO"; //$NON-NLS-1$

	/** Attribute: whether the scenario's threads are created stopped. */
	public static final String ATTR_HOLD = FlukeDebug.PLUGIN_ID + ".HOLD"; //$NON-NLS-1$

	/** Attribute: more words for the kernel. */
	public static final String ATTR_ARGUMENTS = FlukeDebug.PLUGIN_ID + ".ARGUMENTS"; //$NON-NLS-1$

	/** Attribute: whether a debugger for the kernel's C source is started too. */
	public static final String ATTR_SOURCE = FlukeDebug.PLUGIN_ID + ".SOURCE"; //$NON-NLS-1$

	/** Attribute: function at which that debugger stops first; empty or missing for none. */
	public static final String ATTR_STOP_AT = FlukeDebug.PLUGIN_ID + ".STOP_AT"; //$NON-NLS-1$

	/** Attribute: memory in megabytes. */
	public static final String ATTR_MEMORY = FlukeDebug.PLUGIN_ID + ".MEMORY_MB"; //$NON-NLS-1$

	/** Attribute: number of processors. */
	public static final String ATTR_PROCESSORS = FlukeDebug.PLUGIN_ID + ".PROCESSORS"; //$NON-NLS-1$

	/** Attribute: whether the guest's clock counts its instructions. */
	public static final String ATTR_DETERMINISTIC = FlukeDebug.PLUGIN_ID + ".DETERMINISTIC"; //$NON-NLS-1$

	/** Attribute: if it does, an instruction takes 2 to the power of this nanoseconds. */
	public static final String ATTR_SHIFT = FlukeDebug.PLUGIN_ID + ".SHIFT"; //$NON-NLS-1$

	/** Attribute: port or socket of the live door, {@code uart} or {@code uart:...} over the serial port; empty for a private socket. */
	public static final String ATTR_LIVE = FlukeDebug.PLUGIN_ID + ".LIVE_DOOR"; //$NON-NLS-1$

	/** Attribute: port or socket of the machine door; empty for a private socket. */
	public static final String ATTR_GDB = FlukeDebug.PLUGIN_ID + ".MACHINE_DOOR"; //$NON-NLS-1$

	/** Attribute: whether the processor waits for a debugger at the machine door. */
	public static final String ATTR_PAUSED = FlukeDebug.PLUGIN_ID + ".PAUSED"; //$NON-NLS-1$

	/** Attribute: more arguments for QEMU. */
	public static final String ATTR_QEMU_ARGUMENTS = FlukeDebug.PLUGIN_ID + ".QEMU_ARGUMENTS"; //$NON-NLS-1$

	/** The scenarios that the shipped kernel has; a kernel in a folder may have others. */
	public static final List<String> SCENARIOS = List.of("cond-wait", "ipc-fault", "rpc", "edit", "recreate", "deadlock", "many"); //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$ //$NON-NLS-4$ //$NON-NLS-5$ //$NON-NLS-6$ //$NON-NLS-7$

	/** What a new launch configuration says. */
	public static final KernelLaunchSettings DEFAULTS = new KernelLaunchSettings(null,
			KernelConfiguration.PROCESS_NP.id(), "ipc-fault", true, 64, true); //$NON-NLS-1$

	/**
	 * A kernel that is in no project, in a machine that is nearly the usual one.
	 *
	 * @param folder of the kernel's sources, null for the shipped kernel
	 * @param configuration of the kernel
	 * @param scenario the program set to start, empty for an idle system
	 * @param hold whether the scenario's threads are created stopped
	 * @param memory in megabytes
	 * @param deterministic whether the guest's clock counts its instructions
	 */
	public KernelLaunchSettings(Path folder, String configuration, String scenario, boolean hold, int memory,
			boolean deterministic) {
		this("", folder, configuration, scenario, hold, "", false, "", MachineSettings.usual(memory, deterministic)); //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$
	}

	/**
	 * The kernel of a project, as a shortcut launches it: configured as the project is, with its C source in a debugger.
	 *
	 * @param kernel in the project
	 * @return settings
	 */
	public static KernelLaunchSettings of(KernelProject kernel) {
		return new KernelLaunchSettings(kernel.project().getName(), null, "", DEFAULTS.scenario, DEFAULTS.hold, "", true, "", //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$
				MachineSettings.DEFAULTS);
	}

	/**
	 * @param configuration a launch configuration
	 * @return what it says
	 * @throws CoreException if it can't be read
	 */
	public static KernelLaunchSettings of(ILaunchConfiguration configuration) throws CoreException {
		MachineSettings usual = MachineSettings.DEFAULTS;
		MachineSettings machine = new MachineSettings(configuration.getAttribute(ATTR_MEMORY, usual.memory()),
				configuration.getAttribute(ATTR_PROCESSORS, usual.processors()),
				configuration.getAttribute(ATTR_DETERMINISTIC, true) ? configuration.getAttribute(ATTR_SHIFT, usual.shift())
						: MachineSettings.NOT_DETERMINISTIC,
				text(configuration, ATTR_LIVE), text(configuration, ATTR_GDB),
				configuration.getAttribute(ATTR_PAUSED, usual.paused()), text(configuration, ATTR_QEMU_ARGUMENTS));
		return new KernelLaunchSettings(text(configuration, ATTR_PROJECT), path(text(configuration, ATTR_FOLDER)),
				configuration.getAttribute(ATTR_CONFIGURATION, DEFAULTS.configuration),
				configuration.getAttribute(ATTR_SCENARIO, DEFAULTS.scenario).strip(),
				configuration.getAttribute(ATTR_HOLD, DEFAULTS.hold), text(configuration, ATTR_ARGUMENTS),
				configuration.getAttribute(ATTR_SOURCE, DEFAULTS.source), text(configuration, ATTR_STOP_AT), machine);
	}

	private static String text(ILaunchConfiguration configuration, String attribute) throws CoreException {
		return configuration.getAttribute(attribute, "").strip(); //$NON-NLS-1$
	}

	/**
	 * @param text what a user has typed
	 * @return the path, null if it is empty
	 */
	public static Path path(String text) {
		try {
			return text.isBlank() ? null : Path.of(text.strip());
		} catch (InvalidPathException e) {
			// Nothing is there, which is what problem() will say.
			return Path.of(text.strip().replace('\0', '?'));
		}
	}

	/** @param copy is made to say all this */
	public void store(ILaunchConfigurationWorkingCopy copy) {
		copy.setAttribute(ATTR_PROJECT, orNull(project));
		copy.setAttribute(ATTR_FOLDER, folder == null ? null : folder.toString());
		copy.setAttribute(ATTR_CONFIGURATION, configuration);
		copy.setAttribute(ATTR_SCENARIO, scenario);
		copy.setAttribute(ATTR_HOLD, hold);
		copy.setAttribute(ATTR_ARGUMENTS, orNull(arguments));
		copy.setAttribute(ATTR_SOURCE, source);
		copy.setAttribute(ATTR_STOP_AT, orNull(stopAt));
		copy.setAttribute(ATTR_MEMORY, machine.memory());
		copy.setAttribute(ATTR_PROCESSORS, machine.processors());
		copy.setAttribute(ATTR_DETERMINISTIC, machine.shift() != MachineSettings.NOT_DETERMINISTIC);
		copy.setAttribute(ATTR_SHIFT, Math.max(0, machine.shift()));
		copy.setAttribute(ATTR_LIVE, orNull(machine.live()));
		copy.setAttribute(ATTR_GDB, orNull(machine.gdb()));
		copy.setAttribute(ATTR_PAUSED, machine.paused());
		copy.setAttribute(ATTR_QEMU_ARGUMENTS, orNull(machine.arguments()));
		copy.setMappedResources(kernelProject().map(k -> new IResource[] { k.project() }).orElse(null));
	}

	private static String orNull(String text) {
		return text.isEmpty() ? null : text;
	}

	/** @return what is wrong, one sentence for a human; empty if it can be launched */
	public Optional<String> problem() {
		if (!project.isEmpty() && kernelProject().isEmpty()) {
			return Optional.of(NLS.bind(Messages.KernelLaunchSettings_noProject, project));
		}
		if (project.isEmpty() && folder != null && !Files.isRegularFile(folder.resolve("Makefile"))) { //$NON-NLS-1$
			return Optional.of(NLS.bind(Messages.KernelLaunchSettings_noFolder, folder));
		}
		if (kernelConfiguration().isEmpty()) {
			return Optional.of(NLS.bind(Messages.KernelLaunchSettings_badConfiguration, configuration));
		}
		if (!scenario.matches("([a-z0-9][a-z0-9-]*)?")) { //$NON-NLS-1$
			return Optional.of(NLS.bind(Messages.KernelLaunchSettings_badScenario, scenario));
		}
		if (!arguments.matches("[ -~]*")) { //$NON-NLS-1$
			return Optional.of(Messages.KernelLaunchSettings_badArguments);
		}
		if (!stopAt.matches("[A-Za-z0-9_./:-]*")) { //$NON-NLS-1$
			return Optional.of(NLS.bind(Messages.KernelLaunchSettings_badStopAt, stopAt));
		}
		return machine.problem();
	}

	/** @throws CoreException if there is a {@link #problem} */
	void requireNoProblem() throws CoreException {
		String problem = problem().orElse(null);
		if (problem != null) {
			throw new CoreException(FlukeDebug.error(problem, null));
		}
	}

	/**
	 * @param other a machine
	 * @return the same kernel in it
	 */
	public KernelLaunchSettings in(MachineSettings other) {
		return new KernelLaunchSettings(project, folder, configuration, scenario, hold, arguments, source, stopAt, other);
	}

	/** @return the project, empty if there is none or it has no kernel */
	public Optional<KernelProject> kernelProject() {
		return project.isEmpty() ? Optional.empty() : KernelProject.named(project);
	}

	/** @return the configuration that these settings or their project say, empty if there is no such */
	public Optional<KernelConfiguration> kernelConfiguration() {
		return configuration.isEmpty() && !project.isEmpty() ? kernelProject().map(KernelProject::configuration)
				: KernelConfiguration.of(configuration);
	}

	/** @return the kernel's name for a human: configuration and scenario */
	public String name() {
		String what = kernelConfiguration().map(KernelConfiguration::id).orElse(configuration);
		String kernel = project.isEmpty() ? what : NLS.bind(Messages.KernelLaunchSettings_ofProject, project, what);
		return scenario.isEmpty() ? kernel : NLS.bind(Messages.KernelLaunchDelegate_name, kernel, scenario);
	}

	/**
	 * @param built folder of the built kernel
	 * @return starts a machine that does what these settings say
	 */
	public QemuMachine.Builder machine(Path built) {
		QemuMachine.Builder builder = QemuMachine.builder().kernel(built).scenario(scenario.isEmpty() ? null : scenario)
				.hold(hold).kernelArguments(arguments);
		machine.applyTo(builder);
		return builder;
	}
}
