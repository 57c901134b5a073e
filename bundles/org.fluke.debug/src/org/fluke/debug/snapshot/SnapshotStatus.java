// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.snapshot;

/**
 * How far the latest snapshot can be trusted.
 *
 * @param kind in one word
 * @param message one sentence for a human, empty if there is nothing to say
 */
public record SnapshotStatus(Kind kind, String message) {

	/** In one word. */
	public enum Kind {
		/** There is none yet. */
		WAITING,
		/** It is replaced as the kernel goes on. */
		LIVE,
		/** It is replaced only when somebody asks. */
		ON_DEMAND,
		/** The kernel should have answered and has not. */
		STALE,
		/** There will be no other: the kernel or the connection is gone. */
		DISCONNECTED
	}
}
