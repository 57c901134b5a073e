// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.api.FrameWord;
import org.fluke.bridge.api.RestartPoint;

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

	/** Objects stand at multiples of this, in bytes (kernel-api, insanity NOT_ALIGNED). */
	private static final int OBJECT_ALIGNMENT = 16;
	/** Message buffers stand at multiples of this, in bytes (insanity BUFFER_UNALIGNED). */
	private static final int BUFFER_ALIGNMENT = 4;
	/** User memory ends here; above are the ABI block, the entry page and the kernel. */
	private static final int USER_END = 0xc0000000;
	/** The processor's I/O privilege bits in eflags. */
	private static final int IOPL = 0x3000;

	private final ApiTable api;
	private final FrameDecoder decoder;
	private final int[] before;
	private final Map<FrameWord, Integer> changes = new LinkedHashMap<>();

	/**
	 * @param api what is known of the kernel's API
	 * @param words the frame as it is, in the order of {@code frame.tsv}
	 */
	public FrameEdit(ApiTable api, int[] words) {
		this.api = api;
		decoder = new FrameDecoder(api);
		before = words.clone();
	}

	/**
	 * Reads a number as users type it: {@code 0x8003000}, {@code 134230016}, {@code -1}, with {@code _} between digits; for
	 * eip also the name of an entry point.
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
		}
		String digits = trimmed.replace("_", "");
		try {
			long value;
			if (digits.matches("0[xX].*")) {
				value = Long.parseLong(digits.substring(2), 16);
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

	/** @return the frame as it will be */
	public int[] result() {
		int[] after = before.clone();
		changes.forEach((word, value) -> after[word.index()] = value);
		return after;
	}

	/** @return what is wrong or doubtful with the frame as it will be; only errors prevent applying it */
	public List<Problem> problems() {
		List<Problem> problems = new ArrayList<>();
		int[] after = result();
		FrameWord eip = api.frameWord("eip");
		Optional<RestartPoint> at = api.at(after[eip.index()]);
		if (at.isEmpty() && changes.containsKey(eip)
				&& Integer.compareUnsigned(after[eip.index()], USER_END) >= 0) {
			warn(problems, eip, "user code ends at " + FrameDecoder.hex(USER_END) + ": the thread will fault at once");
		}
		if (at.isPresent() && !at.get().completed()) {
			EntryPoint entry = at.get().entry();
			if (decoder.isTransfer(entry)) {
				FrameWord esi = api.frameWord("esi");
				FrameWord ecx = api.frameWord("ecx");
				if (touched(esi, eip) && after[esi.index()] % BUFFER_ALIGNMENT != 0) {
					warn(problems, esi, "message buffers are multiples of " + BUFFER_ALIGNMENT
							+ ": the kernel will raise BUFFER_UNALIGNED");
				}
				long end = Integer.toUnsignedLong(after[esi.index()]) + 4 * Integer.toUnsignedLong(after[ecx.index()]);
				if (touched(esi, ecx, eip) && end > Integer.toUnsignedLong(USER_END)) {
					warn(problems, ecx, "the buffer would end at 0x%x, outside of user memory".formatted(end));
				}
			}
			FrameDecoder.meanings(entry.registersIn()).forEach((register, meaning) -> {
				if (register.startsWith("e") && isObject(meaning)) {
					FrameWord word = api.frameWord(register);
					if (touched(word, eip) && after[word.index()] % OBJECT_ALIGNMENT != 0) {
						warn(problems, word, register + " is the address of an object (" + meaning + "), a multiple of "
								+ OBJECT_ALIGNMENT + ": the kernel will raise NOT_ALIGNED");
					}
				}
			});
		}
		FrameWord eflags = api.frameWord("eflags");
		if (changes.containsKey(eflags) && (after[eflags.index()] & IOPL & ~before[eflags.index()]) != 0) {
			warn(problems, eflags, "gives the thread I/O privilege: the kernel may refuse with PRIVILEGE");
		}
		FrameWord threadVa = api.frameWord("thread_va");
		if (changes.containsKey(threadVa)) {
			warn(problems, threadVa, "a thread whose thread_va is not where its object is mapped can't run");
		}
		return problems;
	}

	/** @return what will happen when the edit is applied, one sentence for a human */
	public String preview() {
		if (isEmpty()) {
			return "Nothing changes";
		}
		int[] after = result();
		String next = decoder.sentence(after);
		String text = "Changes " + decoder.difference(before, after, false) + "; then the thread is " + next;
		int stopped = api.flag("STOPPED").mask();
		int flags = api.frameWord("flags").index();
		if ((after[flags] & stopped) != 0) {
			text += ", once it is resumed";
		}
		return text;
	}

	/** @return gdb register number to new value, for {@link KernelSession#edit} */
	public Map<Integer, Integer> toRegisters() {
		Map<Integer, Integer> registers = new LinkedHashMap<>();
		changes.forEach((word, value) -> registers.put(word.regnum(), value));
		return registers;
	}

	private boolean touched(FrameWord... words) {
		for (FrameWord word : words) {
			if (changes.containsKey(word)) {
				return true;
			}
		}
		return false;
	}

	private static void warn(List<Problem> problems, FrameWord word, String message) {
		problems.add(new Problem(Severity.WARNING, word, message));
	}

	/** Whether the API table's words for a register say that it holds the address of an object. */
	private static boolean isObject(String meaning) {
		return meaning.matches("(obj|mutex|cond|region|mapping|pset|thread|port ref|(src|dst) ref|ref|new (obj|ref) address)\\b.*")
				&& !meaning.contains("hash");
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
