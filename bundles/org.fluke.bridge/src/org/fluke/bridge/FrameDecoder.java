// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import org.fluke.bridge.api.ApiTable;

/**
 * Says in plain words what a thread is about to do, from nothing but the words of its frame. Stateless and thread-safe.
 */
public final class FrameDecoder {

	private final ApiTable api;

	/** @param api what is known of the kernel's API */
	public FrameDecoder(ApiTable api) {
		this.api = api;
	}

	/**
	 * One sentence without a full stop, such as <em>about to continue ipc_client_send: 2048 bytes left, next word at
	 * 0x08003000</em>.
	 *
	 * @param words the words of a frame in the order of {@code frame.tsv}
	 * @return the sentence
	 */
	public String sentence(int[] words) {
		throw new UnsupportedOperationException("not yet");
	}

	/**
	 * The flags word in identifiers.
	 *
	 * @param flags the word
	 * @return {@code STOPPED CLIENT_SENDER}; {@code -} if no known flag is set
	 */
	public String flags(int flags) {
		throw new UnsupportedOperationException("not yet");
	}

	/**
	 * One word of a frame for a human, beside its hexadecimal value: the entry point for eip, the flags for flags, else what
	 * the register means at this restart point, or the empty string.
	 *
	 * @param words the words of a frame
	 * @param name of the word
	 * @return a few words
	 */
	public String explain(int[] words, String name) {
		throw new UnsupportedOperationException("not yet");
	}

	/**
	 * What changed from one frame to the next, in words: <em>ecx 0x800 → 0x200: 6144 bytes moved; esi 0x08001800 →
	 * 0x08003000</em>.
	 *
	 * @param before the words of the earlier frame
	 * @param after the words of the later frame
	 * @return the changes, empty if there are none
	 */
	public String difference(int[] before, int[] after) {
		throw new UnsupportedOperationException("not yet");
	}
}
