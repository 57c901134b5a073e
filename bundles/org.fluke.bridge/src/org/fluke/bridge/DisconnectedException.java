// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

/** The connection is gone (or never came to be); the message says why. Nothing more will be answered. */
public class DisconnectedException extends BridgeException {

	private static final long serialVersionUID = 1L;

	/** @param reason one sentence for a human */
	public DisconnectedException(String reason) {
		super(reason);
	}

	/**
	 * @param reason one sentence for a human
	 * @param cause what happened below
	 */
	public DisconnectedException(String reason, Throwable cause) {
		super(reason, cause);
	}
}
