// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.state;

import java.io.IOException;

/** A file that is not a snapshot. The message is one sentence for a human. */
public final class StateFileException extends IOException {

	private static final long serialVersionUID = 1L;

	/** @param message what is wrong */
	public StateFileException(String message) {
		super(message);
	}

	/**
	 * @param message what is wrong
	 * @param cause how that was found
	 */
	public StateFileException(String message, Throwable cause) {
		super(message, cause);
	}
}
