// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

/** A request was not answered in time. Only the one request failed; the connection may go on. */
public class RequestTimeoutException extends BridgeException {

	private static final long serialVersionUID = 1L;

	/** @param message one sentence for a human */
	public RequestTimeoutException(String message) {
		super(message);
	}
}
