// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu;

/** Hears what a machine does. Called on threads of the machine, in order: don't block. */
public interface MachineListener {

	/**
	 * The guest has printed a whole line on its console (the first serial port).
	 *
	 * @param line without its end
	 */
	default void consoleLine(String line) {
	}

	/** The machine was reset and starts its kernel anew; console lines that follow are of the new run. */
	default void restarted() {
	}

	/**
	 * The machine has ended; nothing follows.
	 *
	 * @param exit how
	 */
	default void ended(MachineExit exit) {
	}
}
