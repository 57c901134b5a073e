// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a machine ended.
 *
 * @param status exit status of the QEMU process; 128 + n when signal n ended it. A guest that writes v to the
 *        isa-debug-exit port ends QEMU with 2 * v + 1
 * @param requested whether we asked for it ({@link QemuMachine#close()})
 * @param lastErrors the last lines that QEMU wrote to its standard error
 */
public record MachineExit(int status, boolean requested, List<String> lastErrors) {

	/** @return one sentence for a human */
	public String reason() {
		StringBuilder text = new StringBuilder();
		if (requested) {
			text.append("the machine was shut down");
		} else if (status == 0) {
			text.append("QEMU ended");
		} else if (status > 128 && status < 128 + 65) {
			text.append("QEMU was ended by signal ").append(status - 128);
		} else {
			text.append("QEMU ended with status ").append(status);
		}
		// A warning is not why it ended.
		String errors = lastErrors.stream().filter(l -> !l.contains(": warning: ")).collect(Collectors.joining(" / "));
		if (!requested && !errors.isEmpty()) {
			text.append(": ").append(errors);
		}
		return text.toString();
	}
}
