// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
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

	private final ApiTable api;
	private final FrameDecoder decoder;
	private final Surroundings around;
	private final int[] before;
	private final Map<FrameWord, Integer> changes = new LinkedHashMap<>();

	/**
	 * @param api what is known of the kernel's API
	 * @param words the frame as it is, in the order of {@code frame.tsv}
	 */
	public FrameEdit(ApiTable api, int[] words) {
		this(api, words, Surroundings.UNKNOWN);
	}

	/**
	 * @param api what is known of the kernel's API
	 * @param words the frame as it is, in the order of {@code frame.tsv}
	 * @param around what is known of the thread's world, for rules and the preview
	 */
	public FrameEdit(ApiTable api, int[] words, Surroundings around) {
		this.api = api;
		this.around = around;
		decoder = new FrameDecoder(api);
		before = words.clone();
	}

	/**
	 * Reads a number as users type it: {@code 0x8003000}, {@code 134230016}, {@code -1}, {@code 0b101}, with {@code _} between
	 * digits, or four characters, {@code 'abcd'}; for eip also the name of an entry point, or its number after a {@code #}.
	 *
	 * @param word which word of the frame
	 * @param text what the user typed
	 * @return the value
	 * @throws IllegalArgumentException with a message for the user
	 */
	public int parse(FrameWord word, String text) {
		String trimmed = text.strip();
		if (trimmed.isEmpty()) {
			throw new IllegalArgumentException("Type a number, such as 0x08003000 or 512");
		}
		if (isCodeAddress(word)) {
			Optional<EntryPoint> entry = api.entryPoint(trimmed);
			if (entry.isPresent()) {
				return entry.get().address();
			}
			if (trimmed.matches("[a-z_]*_[a-z_]*")) {
				throw new IllegalArgumentException("There is no entry point named " + trimmed + suggestion(trimmed));
			}
			if (trimmed.matches("#[0-9]{1,9}")) {
				return api.entryPoint(Integer.parseInt(trimmed.substring(1)))
						.orElseThrow(() -> new IllegalArgumentException("There is no entry point " + trimmed
								+ ": the last one is #" + (api.entryPoints().size() - 1)))
						.address();
			}
		}
		if (trimmed.startsWith("'")) {
			return characters(trimmed);
		}
		String digits = trimmed.replace("_", "");
		try {
			long value;
			if (digits.matches("0[xXbB].+")) {
				value = Long.parseLong(digits.substring(2), digits.matches("0[xX].*") ? 16 : 2);
				if (digits.charAt(2) == '-' || digits.charAt(2) == '+') {
					throw new NumberFormatException();
				}
			} else {
				value = Long.parseLong(digits);
			}
			if (value > 0xffffffffL || value < Integer.MIN_VALUE) {
				throw new IllegalArgumentException(trimmed + " does not fit into 32 bits");
			}
			return (int) value;
		} catch (NumberFormatException e) {
			throw new IllegalArgumentException(digits.matches("(0[xX])?[0-9a-fA-F]{9,}") || digits.matches("-?[0-9]{11,}")
					? trimmed + " does not fit into 32 bits"
					: digits.matches("[0-9a-fA-F]+") ? trimmed + " is hexadecimal: write 0x" + trimmed
							: trimmed + " is not a number" + (isCodeAddress(word) ? " nor the name of an entry point" : ""),
					e);
		}
	}

	/**
	 * What is wrong with a text for a word; changes nothing. This is what a cell validator calls.
	 *
	 * @param word which word of the frame
	 * @param text what the user typed
	 * @return a message for the user, or null if {@link #set(FrameWord, String)} would take it
	 */
	public String check(FrameWord word, String text) {
		try {
			int value = parse(word, text);
			if (value != before[word.index()]) {
				requireWritable(word);
			}
			return inEntryPage(word, value);
		} catch (IllegalArgumentException e) {
			return e.getMessage();
		}
	}

	/**
	 * Sets a word. Setting it to its present value takes the change back.
	 *
	 * @param word which word of the frame
	 * @param text what the user typed
	 * @throws IllegalArgumentException with a message for the user
	 */
	public void set(FrameWord word, String text) {
		set(word, parse(word, text));
	}

	/**
	 * As {@link #set(FrameWord, String)}, with the value itself.
	 *
	 * @param word which word of the frame
	 * @param value the new value
	 * @throws IllegalArgumentException if the word is read-only or can't have this value, with a message for the user
	 */
	public void set(FrameWord word, int value) {
		if (value == before[word.index()]) {
			changes.remove(word);
			return;
		}
		requireWritable(word);
		String wrong = inEntryPage(word, value);
		if (wrong != null) {
			throw new IllegalArgumentException(wrong);
		}
		changes.put(word, value);
	}

	/**
	 * Takes a change back.
	 *
	 * @param word which word of the frame
	 */
	public void revert(FrameWord word) {
		changes.remove(word);
	}

	/** @return whether nothing would change */
	public boolean isEmpty() {
		return changes.isEmpty();
	}

	/**
	 * @param word which word of the frame
	 * @return whether users can't change it
	 */
	public static boolean isReadOnly(FrameWord word) {
		return word.name().equals("hash");
	}

	/**
	 * @param api the kernel's
	 * @return the bits of the word {@code flags} that no edit changes: the run state and the last cause
	 */
	public static int ownFlags(ApiTable api) {
		return FrameRules.ownFlags(api);
	}

	/** @return the frame as it will be */
	public int[] result() {
		int[] after = before.clone();
		changes.forEach((word, value) -> after[word.index()] = value);
		return after;
	}

	/** @return what is wrong or doubtful with the frame as it will be, errors first; only errors prevent applying it */
	public List<Problem> problems() {
		return isEmpty() ? List.of() : new FrameRules(api, decoder, around, before, result()).problems();
	}

	/** @return the first error, empty if the edit can be applied */
	public Optional<Problem> error() {
		return problems().stream().filter(p -> p.severity() == Severity.ERROR).findFirst();
	}

	/** @return what will happen when the edit is applied, for a human; without a full stop */
	public String preview() {
		if (isEmpty()) {
			return "Nothing changes";
		}
		int[] after = result();
		boolean stopped = (after[api.frameWord("flags").index()] & api.flag("STOPPED").mask()) != 0;
		return "Changes " + decoder.difference(before, after, false) + (stopped ? ". Once it is resumed, the thread "
				: ". The thread goes on by itself; it ") + new ResumePreview(api, decoder, around, after).text();
	}

	/** @return gdb register number to new value, for {@link KernelSession#edit} */
	public Map<Integer, Integer> toRegisters() {
		Map<Integer, Integer> registers = new LinkedHashMap<>();
		changes.forEach((word, value) -> registers.put(word.regnum(), value));
		return registers;
	}

	/** Up to four characters between quotes, the first one in the lowest byte. */
	private static int characters(String text) {
		if (!text.matches("'[ -~]{1,4}'")) {
			throw new IllegalArgumentException(text + " is not a word: write one to four ASCII characters between quotes, 'abcd'");
		}
		int word = 0;
		for (int i = text.length() - 2; i > 0; i--) {
			word = word << Byte.SIZE | text.charAt(i);
		}
		return word;
	}

	private static boolean isCodeAddress(FrameWord word) {
		return word.name().endsWith("eip");
	}

	private static void requireWritable(FrameWord word) {
		if (isReadOnly(word)) {
			throw new IllegalArgumentException("The " + word.name() + " of an object can't be changed: " + word.meaning());
		}
	}

	/** A message if a code address lies in the entry page and names nothing there, else null. */
	private String inEntryPage(FrameWord word, int value) {
		if (!isCodeAddress(word) || api.at(value).isPresent()
				|| Integer.compareUnsigned(value, ApiTable.ENTRY_PAGE) < 0
				|| Integer.compareUnsigned(value - ApiTable.ENTRY_PAGE, 4096) >= 0) {
			return null;
		}
		int last = api.entryPoints().size() - 1;
		int number = (value - ApiTable.ENTRY_PAGE) / ApiTable.ENTRY_SIZE;
		return number > last ? FrameDecoder.hex(value) + " lies behind the last entry point"
				: FrameDecoder.hex(value) + " lies inside the entry point " + api.entryPoints().get(number).name()
						+ ": its address is " + FrameDecoder.hex(api.entryPoints().get(number).address());
	}

	private String suggestion(String name) {
		return api.entryPoints().stream().map(EntryPoint::name).filter(n -> n.startsWith(name) || n.contains(name))
				.findFirst().map(n -> "; did you mean " + n + "?").orElse("");
	}
}
