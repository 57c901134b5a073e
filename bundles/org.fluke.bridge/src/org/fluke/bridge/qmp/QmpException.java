// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.qmp;

import org.fluke.bridge.BridgeException;

/** QEMU understood a command and answered with an error. */
public class QmpException extends BridgeException {

	private static final long serialVersionUID = 1L;

	private final String errorClass;

	/**
	 * @param command what was asked
	 * @param errorClass QEMU's class of error: {@code GenericError}
	 * @param description QEMU's own words
	 */
	public QmpException(String command, String errorClass, String description) {
		super("QEMU refused " + command + ": " + description);
		this.errorClass = errorClass;
	}

	/** @return QEMU's class of error: {@code GenericError}, {@code CommandNotFound} */
	public String errorClass() {
		return errorClass;
	}
}
