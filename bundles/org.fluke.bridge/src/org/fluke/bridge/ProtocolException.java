// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

/**
 * The other side said something that is not what its protocol says: a corrupt or truncated packet, a bulk transfer
 * whose lengths lie, an answer of an unknown shape. Only the one request failed; the connection may go on.
 */
public class ProtocolException extends BridgeException {

	private static final long serialVersionUID = 1L;

	/** @param message one sentence for a human */
	public ProtocolException(String message) {
		super(message);
	}

	/**
	 * @param message one sentence for a human
	 * @param cause what happened below
	 */
	public ProtocolException(String message, Throwable cause) {
		super(message, cause);
	}
}
