// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu;

/** Somebody else listens on the port or socket that was asked for. */
public class PortInUseException extends QemuException {

	private static final long serialVersionUID = 1L;

	/** @param message for a human */
	public PortInUseException(String message) {
		super(message);
	}
}
