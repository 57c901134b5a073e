// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.fluke.bridge.FrameDecoder;
import org.fluke.debug.snapshot.RunState;
import org.fluke.model.Cause;
import org.fluke.model.KernelObject;
import org.fluke.model.Link;
import org.fluke.model.ThreadObject;
import org.fluke.model.Word;

/**
 * How an object in one snapshot differs from the same object in another.
 *
 * @param name what differs: a word, a link, or what the scheduler does
 * @param left as it is in the one snapshot
 * @param right as it is in the other
 * @param words the change in words, empty if there is no more to say
 */
record ObjectChanges(String name, String left, String right, String words) {

	private static final String ARROW = " \u2192 "; //$NON-NLS-1$

	/**
	 * @param decoder says what words mean
	 * @param left an object
	 * @param right the same object in another snapshot
	 * @return what differs, in the order of the API table
	 */
	static List<ObjectChanges> between(FrameDecoder decoder, KernelObject left, KernelObject right) {
		Map<String, String> before = values(left);
		Map<String, String> after = values(right);
		Set<String> names = new LinkedHashSet<>(before.keySet());
		names.addAll(after.keySet());
		int[] old = left instanceof ThreadObject thread ? decoder.words(thread.getFrame()) : null;
		int[] now = right instanceof ThreadObject thread ? decoder.words(thread.getFrame()) : null;
		List<ObjectChanges> changes = new ArrayList<>();
		for (String name : names) {
			String was = before.getOrDefault(name, ""); //$NON-NLS-1$
			String is = after.getOrDefault(name, ""); //$NON-NLS-1$
			if (!was.equals(is)) {
				boolean frameWord = old != null && now != null && left instanceof ThreadObject thread
						&& thread.getFrame().word(name) != null;
				changes.add(new ObjectChanges(name, was, is, frameWord ? meaning(decoder, old, now, name) : "")); //$NON-NLS-1$
			}
		}
		return changes;
	}

	private static String meaning(FrameDecoder decoder, int[] old, int[] now, String name) {
		String was = decoder.explain(old, name);
		String is = decoder.explain(now, name);
		return was.equals(is) ? is : was + ARROW + is;
	}

	/**
	 * @param decoder says what words mean
	 * @param left an object
	 * @param right the same object in another snapshot
	 * @return all that differs, in one line
	 */
	static String sentence(FrameDecoder decoder, KernelObject left, KernelObject right) {
		List<String> parts = new ArrayList<>();
		boolean frames = left instanceof ThreadObject && right instanceof ThreadObject;
		for (ObjectChanges change : between(decoder, left, right)) {
			if (!frames || ((ThreadObject) left).getFrame().word(change.name) == null) {
				parts.add(change.name + ' ' + change.left + ARROW + change.right);
			}
		}
		if (frames) {
			String frame = decoder.difference(decoder.words(((ThreadObject) left).getFrame()),
					decoder.words(((ThreadObject) right).getFrame()), ((ThreadObject) right).getCause() != Cause.EDIT);
			if (!frame.isEmpty()) {
				parts.add(frame.replace(" -> ", ARROW)); //$NON-NLS-1$
			}
		}
		return String.join("; ", parts); //$NON-NLS-1$
	}

	/** @return everything about an object that counts when two are compared */
	static String text(KernelObject object) {
		StringBuilder text = new StringBuilder();
		values(object).forEach((name, value) -> text.append(name).append(' ').append(value).append('\n'));
		return text.toString();
	}

	private static Map<String, String> values(KernelObject object) {
		Map<String, String> values = new LinkedHashMap<>();
		if (object instanceof ThreadObject thread) {
			values.put(Messages.ObjectTree_state, RunState.of(thread.getState().getValue()).label());
			values.put(Messages.ObjectTree_cause, thread.getCause() == Cause.NONE ? "" : thread.getCause().getLiteral()); //$NON-NLS-1$
			put(values, thread.getFrame().getWords());
		}
		put(values, object.getWords());
		for (Link link : object.getLinks()) {
			values.put(org.eclipse.osgi.util.NLS.bind(Messages.FrameChange_link, link.getRole()),
					link.getTargetId() == 0 ? Messages.WordTable_null : ObjectTree.target(link));
		}
		return values;
	}

	private static void put(Map<String, String> values, List<Word> words) {
		words.forEach(w -> values.put(w.getName(), FrameDecoder.hex(w.getValue())));
	}
}
