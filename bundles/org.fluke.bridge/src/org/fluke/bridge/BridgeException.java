// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

/**
 * Something went wrong between us and a running kernel. The message is one sentence for a human; subclasses say
 * what kind of failure it was. Futures of this bundle fail with (subclasses of) this exception.
 */
public class BridgeException extends Exception {

	private static final long serialVersionUID = 1L;

	/** @param message one sentence for a human */
	public BridgeException(String message) {
		super(message);
	}

	/**
	 * @param message one sentence for a human
	 * @param cause what happened below
	 */
	public BridgeException(String message, Throwable cause) {
		super(message, cause);
	}

	/**
	 * The exception that really happened: takes the wrappers of {@code java.util.concurrent} off.
	 *
	 * @param failure what a future failed with
	 * @return the innermost exception that is not a wrapper
	 */
	public static Throwable unwrap(Throwable failure) {
		Throwable result = failure;
		while ((result instanceof java.util.concurrent.CompletionException
				|| result instanceof java.util.concurrent.ExecutionException) && result.getCause() != null) {
			result = result.getCause();
		}
		return result;
	}
}
