// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

/**
 * Hears what a kernel reports by itself. Called on a thread of the bridge, one call after the other: don't block in it,
 * and don't wait for a future of the session.
 */
public interface KernelSessionListener {

	/**
	 * A thread has stopped: a step or an "until" is over, or it was asked to.
	 *
	 * @param stop who and why
	 */
	default void stopped(ThreadStop stop) {
	}

	/**
	 * Another client has changed a thread: what was read of it before is old.
	 *
	 * @param change who and how
	 */
	default void changed(ThreadChange change) {
	}

	/**
	 * The kernel was restarted ({@link KernelSession#restart}): nothing that is known of the one before holds for it, and
	 * sequence numbers begin anew. Breakpoints are set again.
	 */
	default void restarted() {
	}

	/**
	 * The connection is gone. Comes exactly once, also after {@link KernelSession#close()}; no other call follows it.
	 *
	 * @param reason one sentence for a human
	 */
	default void disconnected(String reason) {
	}
}
