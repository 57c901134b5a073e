// SPDX-License-Identifier: EPL-2.0
package org.fluke.cli;

/** A command can't do what it was asked to; the message is one line for the user. */
final class CommandException extends Exception {

	private static final long serialVersionUID = 1L;

	private final int status;

	CommandException(String message) {
		this(message, Main.BROKEN);
	}

	CommandException(String message, int status) {
		super(message);
		this.status = status;
	}

	/** @return the exit status that says it, too */
	int status() {
		return status;
	}
}
