// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu;

/** There is no usable QEMU on this computer; the message says what to install. */
public class QemuNotFoundException extends QemuException {

	private static final long serialVersionUID = 1L;

	/** @param message for a human */
	public QemuNotFoundException(String message) {
		super(message);
	}
}
