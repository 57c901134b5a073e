// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu;

import java.io.IOException;

/** QEMU can't be started or has ended unexpectedly; the message is for a human and holds QEMU's own last words. */
public class QemuException extends IOException {

	private static final long serialVersionUID = 1L;

	/** @param message for a human */
	public QemuException(String message) {
		super(message);
	}

	/**
	 * @param message for a human
	 * @param cause what happened below
	 */
	public QemuException(String message, Throwable cause) {
		super(message, cause);
	}
}
