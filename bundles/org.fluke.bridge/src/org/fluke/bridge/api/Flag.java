// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.api;

/**
 * One bit of a thread's flags word: a row of {@code flags.tsv}.
 *
 * @param bit from 0
 * @param identifier upper case: {@code CLIENT_SENDER}
 * @param meaning in words
 */
public record Flag(int bit, String identifier, String meaning) {

	/** @return the word with only this bit set */
	public int mask() {
		return 1 << bit;
	}
}
