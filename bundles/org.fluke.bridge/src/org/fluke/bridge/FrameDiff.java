// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.Flag;
import org.fluke.bridge.api.FrameWord;
import org.fluke.bridge.api.RestartPoint;

/**
 * What is different between two frames, in words: <em>ecx 0x00000800 -&gt; 0x00000200: 6144 bytes moved; esi 0x08001800 -&gt;
 * 0x08003000</em>. The flags word counts only as far as its flags go, without the cause that it also holds. Immutable.
 */
public final class FrameDiff {

	/** How the two frames belong together. */
	public enum Kind {
		/** The thread itself got from the one to the other, so a count that went down is progress. */
		PROGRESS,
		/** Somebody changed the one into the other, or they are of different threads. */
		COMPARISON
	}

	/**
	 * One word that differs.
	 *
	 * @param word which
	 * @param before its value in the first frame
	 * @param after its value in the second frame
	 * @param text the change in words, the word's name first
	 */
	public record Change(FrameWord word, int before, int after, String text) {
	}

	private final ApiTable api;
	private final FrameDecoder decoder;
	private final int[] before;
	private final int[] after;
	private final boolean sameTransfer;
	private final List<Change> changes = new ArrayList<>();

	/**
	 * @param api what is known of the kernel's API
	 * @param before the words of the first frame, in the order of {@code frame.tsv}
	 * @param after the words of the second frame
	 * @param kind how they belong together
	 */
	public FrameDiff(ApiTable api, int[] before, int[] after, Kind kind) {
		this.api = api;
		this.before = before.clone();
		this.after = after.clone();
		decoder = new FrameDecoder(api);
		Optional<RestartPoint> from = api.at(word(before, "eip"));
		Optional<RestartPoint> to = api.at(word(after, "eip"));
		sameTransfer = kind == Kind.PROGRESS && from.isPresent() && from.equals(to)
				&& decoder.isTransfer(from.get().entry()) && !from.get().completed();
		for (FrameWord each : api.frameWords()) {
			int old = before[each.index()];
			int now = after[each.index()];
			String text = old == now ? "" : describe(each.name(), old, now);
			if (!text.isEmpty()) {
				changes.add(new Change(each, old, now, text));
			}
		}
	}

	private String describe(String name, int old, int now) {
		switch (name) {
		case "flags" -> {
			String flags = flags(old, now);
			return flags.isEmpty() ? "" : "flags " + flags;
		}
		case "eip" -> {
			return "eip -> " + place(now);
		}
		default -> {
			String text = name + " " + FrameDecoder.hex(old) + " -> " + FrameDecoder.hex(now);
			return sameTransfer && name.equals("ecx") && Integer.compareUnsigned(now, old) < 0
					? text + ": " + FrameDecoder.bytes(old - now) + " moved" : text;
		}
		}
	}

	/** @return the words that differ, in the order of {@code frame.tsv} */
	public List<Change> changes() {
		return List.copyOf(changes);
	}

	/** @return whether nothing differs that counts */
	public boolean isEmpty() {
		return changes.isEmpty();
	}

	/**
	 * @return for an account of several lines: first where each frame stands, if that differs; then every change with what
	 *         its word means before and after
	 */
	public List<String> lines() {
		List<String> lines = new ArrayList<>();
		String was = decoder.sentence(before);
		String is = decoder.sentence(after);
		if (!was.equals(is)) {
			lines.add("was " + was);
			lines.add("is " + is);
		}
		for (Change change : changes) {
			String meant = decoder.explain(before, change.word().name());
			String means = decoder.explain(after, change.word().name());
			boolean says = !change.word().name().equals("eip") && !change.word().name().equals("flags");
			String meaning = !says || meant.equals(means) && means.isEmpty() ? ""
					: meant.equals(means) ? " (" + means + ")"
							: " (" + (meant.isEmpty() ? "nothing" : meant) + " -> " + (means.isEmpty() ? "nothing" : means) + ")";
			lines.add(change.text() + meaning);
		}
		return lines;
	}

	private String flags(int old, int now) {
		List<String> flips = new ArrayList<>();
		for (Flag flag : api.flags()) {
			if (((now ^ old) & flag.mask()) != 0) {
				flips.add(((now & flag.mask()) != 0 ? "+" : "-") + flag.identifier());
			}
		}
		return String.join(" ", flips);
	}

	private String place(int eip) {
		return api.at(eip).map(p -> p.completed() ? "return of " + p.entry().name() : p.entry().name())
				.orElse("user code " + FrameDecoder.hex(eip));
	}

	private int word(int[] words, String name) {
		return words[api.frameWord(name).index()];
	}

	/** @return all changes in one line, empty if there are none */
	@Override
	public String toString() {
		return changes.stream().map(Change::text).collect(Collectors.joining("; "));
	}
}
