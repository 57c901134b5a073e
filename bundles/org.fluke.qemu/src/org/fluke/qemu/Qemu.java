// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu;

import java.nio.file.Path;

import org.fluke.qemu.internal.QemuFinder;

/**
 * A QEMU of this computer that will do.
 *
 * @param executable the program
 * @param version as it says it: {@code 7.2.22}
 */
public record Qemu(Path executable, String version) {

	/** The Debian package that has it. */
	public static final String DEBIAN_PACKAGE = "qemu-system-x86";

	/**
	 * Looks for it as {@link QemuMachine.Builder#start} does.
	 *
	 * @param wanted an executable, or null to search for it
	 * @return it
	 * @throws QemuNotFoundException if there is none, or only one that is too old; the message says what to do
	 */
	public static Qemu find(Path wanted) throws QemuNotFoundException {
		return QemuFinder.look(wanted, System.getenv());
	}
}
