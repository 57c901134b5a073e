// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.api.Flag;
import org.fluke.bridge.api.FrameWord;
import org.fluke.bridge.api.RestartPoint;
import org.fluke.model.Frame;
import org.fluke.model.Link;
import org.fluke.model.ThreadObject;
import org.fluke.model.Word;

/**
 * Says in plain words what a thread is about to do, from nothing but the words of its frame and the API table's account
 * of what each register means at each entry point. Stateless and thread-safe.
 */
public final class FrameDecoder {

	/** Bytes of a message word. */
	private static final int WORD = 4;

	/** One or more registers, and what they hold: {@code eax=port ref}, {@code ebx,ecx = the handlers}. */
	private static final Pattern MEANING = Pattern
			.compile("((?:e[a-ds][xpi]|e[sd]i|al|ah)(?:[,:]e?[a-z]{2})*)\\s*(?:=|:=)\\s*(.*)");

	/** What was read of the tables' texts: there are few, and they are asked for at every refresh. */
	private static final Map<String, Map<String, String>> MEANINGS = new ConcurrentHashMap<>();

	private final ApiTable api;

	/** @param api what is known of the kernel's API */
	public FrameDecoder(ApiTable api) {
		this.api = api;
	}

	/**
	 * @param frame a frame
	 * @return its words in the order of {@code frame.tsv}; 0 for one that it lacks
	 */
	public int[] words(Frame frame) {
		int[] words = new int[api.frameWords().size()];
		for (FrameWord each : api.frameWords()) {
			Word word = frame.word(each.name());
			words[each.index()] = word != null ? word.getValue() : 0;
		}
		return words;
	}

	/**
	 * One sentence without a full stop, such as <em>about to continue ipc_client_send: 2048 bytes left, next word at
	 * 0x08003000</em>.
	 *
	 * @param frame a frame
	 * @return the sentence
	 */
	public String sentence(Frame frame) {
		return sentence(words(frame));
	}

	/**
	 * As {@link #sentence(Frame)}, and what the thread waits for: <em>..., waiting for mutex edit/stuck</em>.
	 *
	 * @param thread a thread of a snapshot
	 * @return the sentence
	 */
	public String sentence(ThreadObject thread) {
		String text = sentence(words(thread.getFrame()));
		Link link = thread.link("waiting_for");
		if (link != null && link.getTargetId() != 0) {
			text += ", waiting for " + (link.getTarget() == null ? "object " + link.getTargetId()
					: ResumePreview.describe(link.getTarget()));
		}
		return text;
	}

	/**
	 * As {@link #sentence(Frame)}.
	 *
	 * @param words the words of a frame in the order of {@code frame.tsv}
	 * @return the sentence
	 */
	public String sentence(int[] words) {
		return sentence(words, word(words, "ecx"));
	}

	/**
	 * As {@link #sentence(Frame)}, with what a message that moves was at first: <em>2048 of 8192 bytes left</em>.
	 *
	 * @param words the words of a frame in the order of {@code frame.tsv}
	 * @param total words of the whole message, if the frame is in the middle of one
	 * @return the sentence
	 */
	public String sentence(int[] words, int total) {
		int eip = word(words, "eip");
		Optional<RestartPoint> at = api.at(eip);
		if (at.isEmpty()) {
			OptionalInt unknown = api.unknownEntry(eip);
			return unknown.isPresent() ? "at " + unknown(unknown.getAsInt()) : "about to run user code at " + hex(eip);
		}
		EntryPoint entry = at.get().entry();
		if (at.get().completed()) {
			String result = outcome(entry, words);
			return "about to return from " + entry.name() + (result.isEmpty() ? "" : ": " + result);
		}
		String details = isTransfer(entry) ? transfer(entry, words, total) : arguments(entry, words);
		return "about to " + verb(entry) + " " + entry.name() + (details.isEmpty() ? "" : ": " + details);
	}

	/**
	 * What of a frame is about messages, in the shape of rows.
	 *
	 * @param name what it is
	 * @param value a few words
	 * @param meaning a few more, or empty
	 */
	public record Detail(String name, String value, String meaning) {
	}

	/**
	 * The two halves of a thread's connections, and the message that moves, decoded from the flags and the registers.
	 *
	 * @param words the words of a frame
	 * @param peers type and name of the object at which each link points; an empty text or nothing: it is null
	 * @return in the order in which to show it; never empty
	 */
	public List<Detail> ipc(int[] words, Map<String, String> peers) {
		List<Detail> details = new ArrayList<>();
		details.add(half(words, "client", peers.getOrDefault("server", "")));
		details.add(half(words, "server", peers.getOrDefault("client", "")));
		if ((word(words, "flags") & api.flag("MIN_VALID").mask()) != 0) {
			details.add(new Detail("minimum message", hex(word(words, "pr0")) + " " + hex(word(words, "pr1")),
					"waits to be delivered in esi and edi"));
		}
		api.at(word(words, "eip")).filter(p -> !p.completed()).map(RestartPoint::entry).ifPresent(entry -> {
			for (Operand operand : Operand.of(api, entry)) {
				int value = operand.value(api, words);
				switch (operand.kind()) {
				case WORDS -> details.add(new Detail("buffer", Integer.toUnsignedString(value) + " words",
						bytes(value) + ", from " + hex(word(words, "esi")) + " to " + hex(word(words, "esi") + WORD * value)));
				case ROWS -> {
					boolean buffers = operand.register().equals("al");
					details.add(new Detail(buffers ? "further buffers" : "references", Integer.toString(value),
							value == 0 ? "" : "table at " + hex(word(words, buffers ? "edi" : "edx"))));
				}
				case POINTER -> {
					if (operand.meaning().startsWith("params")) {
						details.add(new Detail("parameters", hex(value), "what to send and where to receive"));
					}
				}
				default -> {
					// Not about messages.
				}
				}
			}
		});
		return details;
	}

	private Detail half(int[] words, String half, String peer) {
		String prefix = half.toUpperCase(java.util.Locale.ROOT) + "_";
		List<String> flags = new ArrayList<>();
		boolean sender = false;
		for (Flag flag : api.flags()) {
			if (flag.identifier().startsWith(prefix) && (word(words, "flags") & flag.mask()) != 0) {
				sender |= flag.identifier().endsWith("_SENDER");
				if (!flag.identifier().endsWith("_SENDER")) {
					flags.add(flag.meaning().replace("the " + half + " half ", ""));
				}
			}
		}
		String role = peer.isEmpty() && !sender ? "not connected" : sender ? "sender" : "receiver";
		if (!peer.isEmpty()) {
			flags.addFirst((sender ? "to " : "from ") + peer);
		}
		return new Detail(half + " half", role, String.join("; ", flags));
	}

	/**
	 * The flags word in identifiers.
	 *
	 * @param flags the word
	 * @return {@code STOPPED CLIENT_SENDER}; {@code -} if no known flag is set
	 */
	public String flags(int flags) {
		List<String> names = new ArrayList<>();
		for (Flag flag : api.flags()) {
			if ((flags & flag.mask()) != 0) {
				names.add(flag.identifier());
			}
		}
		return names.isEmpty() ? "-" : String.join(" ", names);
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
		int value = word(words, name);
		if (name.equals("flags")) {
			return flags(value);
		}
		if (name.endsWith("eip") || name.endsWith("_handler")) {
			Optional<RestartPoint> at = api.at(value);
			if (at.isPresent()) {
				return at.get().entry().name() + (at.get().completed() ? " (its return)" : "");
			}
			return api.unknownEntry(value).isPresent() ? unknown(api.unknownEntry(value).getAsInt())
					: name.equals("eip") ? "user code" : value == 0 ? "none" : "";
		}
		Optional<RestartPoint> at = api.at(word(words, "eip"));
		if (at.isEmpty()) {
			return "";
		}
		EntryPoint entry = at.get().entry();
		if (at.get().completed()) {
			return name.equals("eax") ? outcome(entry, words) : meanings(entry.registersOut()).getOrDefault(name, "");
		}
		Map<String, String> meanings = meanings(entry.registersIn());
		if (isTransfer(entry)) {
			if (name.equals("ecx")) {
				return meanings.get("ecx") + ": " + bytes(value);
			}
			if (name.equals("eax")) {
				return buffers(value);
			}
		}
		return meanings.getOrDefault(name, "");
	}

	/**
	 * What changed from one frame to the next, in words: <em>ecx 0x00000800 -&gt; 0x00000200: 6144 bytes moved; esi 0x08001800
	 * -&gt; 0x08003000</em>. The flags word counts only as far as its flags go, without the cause that it also holds.
	 *
	 * @param before the words of the earlier frame
	 * @param after the words of the later frame
	 * @return the changes, empty if there are none
	 */
	public String difference(int[] before, int[] after) {
		return difference(before, after, true);
	}

	/**
	 * As {@link #difference(int[], int[])}.
	 *
	 * @param before the words of the earlier frame
	 * @param after the words of the later frame
	 * @param progress whether the thread made the change itself, by moving bytes; false if somebody edited its frame
	 * @return the changes, empty if there are none
	 */
	public String difference(int[] before, int[] after, boolean progress) {
		return new FrameDiff(api, before, after, progress ? FrameDiff.Kind.PROGRESS : FrameDiff.Kind.COMPARISON).toString();
	}

	/**
	 * @param word a value
	 * @return as {@code 0x%08x}
	 */
	public static String hex(int word) {
		return "0x%08x".formatted(word);
	}

	/** Whether a message moves in place at this entry point: it counts words in ecx and points at them with esi. */
	boolean isTransfer(EntryPoint entry) {
		Map<String, String> in = meanings(entry.registersIn());
		return in.getOrDefault("ecx", "").startsWith("words ") && in.containsKey("esi");
	}

	/** Whether the message that moves at this entry point is one that the thread sends. */
	boolean sends(EntryPoint entry) {
		return meanings(entry.registersIn()).getOrDefault("ecx", "").startsWith("words left");
	}

	/** What each register means, by the API table's text. Halves of eax stand under their own names. Not to be changed. */
	static Map<String, String> meanings(String text) {
		return MEANINGS.computeIfAbsent(text, FrameDecoder::read);
	}

	private static Map<String, String> read(String text) {
		Map<String, String> meanings = new LinkedHashMap<>();
		// Register lists have commas inside ("eax=obj; ebx=state*, ecx=owner_ref"), so cut before every "register=".
		for (String part : text.split("[;,]\\s*(?=(?:e[a-ds][xpi]|e[sd]i|al|ah)(?:[,:]e?[a-z]{2})*\\s*(?:=|:=))|;\\s*")) {
			Matcher matcher = MEANING.matcher(part.strip());
			if (matcher.matches()) {
				for (String register : matcher.group(1).split("[,:]")) {
					meanings.put(register, matcher.group(2).strip());
				}
			}
		}
		return meanings;
	}

	private String verb(EntryPoint entry) {
		boolean within = isTransfer(entry) || entry.category().equals("Multi-stage") && entry.restart().contains("restart point");
		return within ? "continue" : "call";
	}

	private String transfer(EntryPoint entry, int[] words, int total) {
		int left = word(words, "ecx");
		int eax = word(words, "eax");
		boolean sends = sends(entry);
		List<String> parts = new ArrayList<>();
		if (left == 0 && (eax & 0xffff) == 0) {
			parts.add(sends ? "nothing left to send" : "no room left");
		} else if (left == 0) {
			parts.add("the buffer is done");
		} else {
			String of = total == left ? bytes(left) : Integer.toUnsignedLong(left) * WORD + " of " + bytes(total);
			parts.add(sends ? of + " left" : "room for " + of);
			parts.add((sends ? "next word at " : "next word goes to ") + hex(word(words, "esi")));
		}
		String more = buffers(eax);
		if (!more.isEmpty()) {
			parts.add(more);
		}
		return String.join(", ", parts);
	}

	static String buffers(int eax) {
		List<String> parts = new ArrayList<>();
		int count = eax & 0xff;
		int references = eax >> 8 & 0xff;
		if (count != 0) {
			parts.add(count + " more buffer" + (count == 1 ? "" : "s"));
		}
		if (references != 0) {
			parts.add(references + " reference" + (references == 1 ? "" : "s"));
		}
		return String.join(", ", parts);
	}

	private String arguments(EntryPoint entry, int[] words) {
		List<String> parts = new ArrayList<>();
		meanings(entry.registersIn()).forEach((register, meaning) -> {
			if (register.startsWith("e")) {
				// Alternatives and remarks of the table ("null = skip") don't belong into the sentence.
				String brief = meaning.replaceAll("\\s*(\\(.*|;.*|, null.*| or 0)", "").replaceAll("\\*$", "");
				parts.add(brief + " " + hex(word(words, register)));
			}
		});
		return String.join(", ", parts);
	}

	String outcome(EntryPoint entry, int[] words) {
		int eax = word(words, "eax");
		String out = entry.registersOut();
		if (out.contains("eax[16:23]=status") || out.startsWith("as ipc_wait_receive")) {
			return status(eax >> 16 & 0xff);
		}
		String meaning = meanings(out).getOrDefault("eax", "");
		if (meaning.startsWith("status") || meaning.startsWith("SUCCESS")) {
			return status(eax);
		}
		return meaning.isEmpty() ? "" : meaning.replaceAll("\\s*\\(.*", "") + " = " + hex(eax);
	}

	private String status(int number) {
		return api.status(number).map(s -> s.identifier() + ", " + s.meaning()).orElse("status " + number);
	}

	/**
	 * @param number of an entry point that the table does not have
	 * @return what to call it
	 */
	public static String unknown(int number) {
		return "entry point #" + number + ", which is newer than what is known here";
	}

	static String bytes(int words) {
		long count = Integer.toUnsignedLong(words) * WORD;
		return count + (count == 1 ? " byte" : " bytes");
	}

	private int word(int[] words, String name) {
		return words[api.frameWord(name).index()];
	}
}
