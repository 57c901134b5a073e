// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.util.List;
import java.util.Map;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.FrameWord;

/**
 * Changes to one thread's frame, being typed by a user: parses and validates each value, says what will happen, and ends
 * as the map that {@link KernelSession#edit} takes. Not thread-safe.
 */
public final class FrameEdit {

	/** How bad a {@link Problem} is. */
	public enum Severity {
		/** The edit can't be applied. */
		ERROR,
		/** The edit can be applied, and probably isn't what is meant. */
		WARNING
	}

	/**
	 * Something to tell the user about a value.
	 *
	 * @param severity how bad
	 * @param word the word concerned
	 * @param message one sentence
	 */
	public record Problem(Severity severity, FrameWord word, String message) {
	}

	/**
	 * @param api what is known of the kernel's API
	 * @param words the frame as it is, in the order of {@code frame.tsv}
	 */
	public FrameEdit(ApiTable api, int[] words) {
	}

	/**
	 * Reads a number as users type it: {@code 0x8003000}, {@code 134230016}, {@code -1}, with {@code _} or spaces between
	 * digits; for eip also the name of an entry point.
	 *
	 * @param word which word of the frame
	 * @param text what the user typed
	 * @return the value
	 * @throws IllegalArgumentException with a message for the user
	 */
	public int parse(FrameWord word, String text) {
		throw new UnsupportedOperationException("not yet");
	}

	/**
	 * What is wrong with a text for a word; changes nothing. This is what a cell validator calls.
	 *
	 * @param word which word of the frame
	 * @param text what the user typed
	 * @return a message for the user, or null if {@link #set(FrameWord, String)} would take it
	 */
	public String check(FrameWord word, String text) {
		throw new UnsupportedOperationException("not yet");
	}

	/**
	 * Sets a word. Setting it to its present value takes the change back.
	 *
	 * @param word which word of the frame
	 * @param text what the user typed
	 * @throws IllegalArgumentException with a message for the user
	 */
	public void set(FrameWord word, String text) {
		throw new UnsupportedOperationException("not yet");
	}

	/**
	 * As {@link #set(FrameWord, String)}, with the value itself.
	 *
	 * @param word which word of the frame
	 * @param value the new value
	 * @throws IllegalArgumentException if the word is read-only, with a message for the user
	 */
	public void set(FrameWord word, int value) {
		throw new UnsupportedOperationException("not yet");
	}

	/**
	 * Takes a change back.
	 *
	 * @param word which word of the frame
	 */
	public void revert(FrameWord word) {
		throw new UnsupportedOperationException("not yet");
	}

	/** @return whether nothing would change */
	public boolean isEmpty() {
		throw new UnsupportedOperationException("not yet");
	}

	/**
	 * @param word which word of the frame
	 * @return whether users can't change it
	 */
	public static boolean isReadOnly(FrameWord word) {
		return word.name().equals("hash");
	}

	/** @return the frame as it will be */
	public int[] result() {
		throw new UnsupportedOperationException("not yet");
	}

	/** @return what is wrong or doubtful with the frame as it will be; only errors prevent applying it */
	public List<Problem> problems() {
		throw new UnsupportedOperationException("not yet");
	}

	/** @return what will happen when the edit is applied, one sentence for a human */
	public String preview() {
		throw new UnsupportedOperationException("not yet");
	}

	/** @return gdb register number to new value, for {@link KernelSession#edit} */
	public Map<Integer, Integer> toRegisters() {
		throw new UnsupportedOperationException("not yet");
	}
}
