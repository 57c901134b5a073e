// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.osgi.util.NLS;
import org.fluke.debug.internal.Messages;
import org.fluke.kernel.Tool;
import org.fluke.kernel.ToolCheck;
import org.fluke.kernel.project.KernelPreferences;
import org.fluke.qemu.Qemu;
import org.fluke.qemu.QemuNotFoundException;

/** What this computer must have besides the workbench. */
public final class Environment {

	/**
	 * A look at one program.
	 *
	 * @param program its name
	 * @param purpose what it is for, a phrase
	 * @param path where it is, null if there is none
	 * @param version as it says it, may be empty
	 * @param problem why it won't do, one sentence; empty if it will
	 * @param fix the command that installs it on Debian and Ubuntu
	 */
	public record Check(String program, String purpose, Path path, String version, String problem, String fix) {

		/** @return whether it will do */
		public boolean isGood() {
			return problem.isEmpty();
		}
	}

	private Environment() {
	}

	/**
	 * Looks at all programs. Takes a moment: some are started to ask for their version.
	 *
	 * @return a check each
	 */
	public static List<Check> look() {
		List<Check> checks = new ArrayList<>();
		checks.add(qemu());
		for (Tool tool : Tool.values()) {
			ToolCheck check = tool.check(tool == Tool.MAKE ? KernelPreferences.make() : null);
			checks.add(new Check(tool.program(), tool == Tool.GDB ? Messages.Environment_forSource : Messages.Environment_forBuilds,
					check.path(), check.version(), check.problem(), install(tool.debianPackage())));
		}
		return checks;
	}

	private static Check qemu() {
		String name = "qemu-system-i386"; //$NON-NLS-1$
		String fix = install(Qemu.DEBIAN_PACKAGE);
		try {
			Qemu qemu = Qemu.find(LaunchPreferences.qemu());
			return new Check(name, Messages.Environment_forRunning, qemu.executable(), qemu.version(), "", fix); //$NON-NLS-1$
		} catch (QemuNotFoundException e) {
			return new Check(name, Messages.Environment_forRunning, null, "", e.getMessage(), fix); //$NON-NLS-1$
		}
	}

	private static String install(String debianPackage) {
		return NLS.bind(Messages.Environment_install, debianPackage);
	}
}
