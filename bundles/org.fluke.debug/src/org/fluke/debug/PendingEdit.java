// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.Surroundings;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.FrameWord;

/**
 * Changes to one thread's frame that were typed and not applied yet. They survive the frame's own changes: every question
 * is answered for the frame as it is now, and a word that is no longer what it was when its change was typed is a
 * conflict. Thread-safe.
 */
public final class PendingEdit {

	/**
	 * One word's change.
	 *
	 * @param value what was typed
	 * @param seen what the word was then
	 */
	public record Change(int value, int seen) {
	}

	private final ApiTable api;
	private final Map<FrameWord, Change> changes = new LinkedHashMap<>();
	private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();

	/** @param api what is known of the kernel's API */
	PendingEdit(ApiTable api) {
		this.api = api;
	}

	/** @param listener is run after each change, on the thread that made it */
	public void addListener(Runnable listener) {
		listeners.add(listener);
	}

	/** @param listener hears nothing any more */
	public void removeListener(Runnable listener) {
		listeners.remove(listener);
	}

	/** @return whether nothing was typed */
	public synchronized boolean isEmpty() {
		return changes.isEmpty();
	}

	/** @return all that was typed; a copy, for {@link #restore} */
	public synchronized Map<FrameWord, Change> changes() {
		return new LinkedHashMap<>(changes);
	}

	/** @param earlier what was typed from now on */
	public void restore(Map<FrameWord, Change> earlier) {
		synchronized (this) {
			if (changes.equals(earlier)) {
				return;
			}
			changes.clear();
			changes.putAll(earlier);
		}
		listeners.forEach(Runnable::run);
	}

	/**
	 * @param word of the frame
	 * @return what was typed for it, empty if nothing was
	 */
	public synchronized OptionalInt value(FrameWord word) {
		Change change = changes.get(word);
		return change == null ? OptionalInt.empty() : OptionalInt.of(change.value);
	}

	/**
	 * The edit as the bridge understands it: it validates, previews, and becomes what the kernel is told.
	 *
	 * @param words the frame as it is now
	 * @return a new edit with all that was typed
	 */
	public FrameEdit on(int[] words) {
		return on(words, Surroundings.UNKNOWN);
	}

	/**
	 * As {@link #on(int[])}.
	 *
	 * @param words the frame as it is now
	 * @param around what is known of the thread's world
	 * @return a new edit with all that was typed
	 */
	public FrameEdit on(int[] words, Surroundings around) {
		FrameEdit edit = new FrameEdit(api, words, around);
		changes().forEach((word, change) -> edit.set(word, change.value));
		return edit;
	}

	/**
	 * The words that somebody else has changed since their change was typed: another client, or the thread itself.
	 *
	 * @param words the frame as it is now
	 * @return in the order in which they were typed
	 */
	public List<FrameWord> conflicts(int[] words) {
		return changes().entrySet().stream().filter(e -> {
			int now = words[e.getKey().index()];
			return now != e.getValue().seen && now != e.getValue().value;
		}).map(Map.Entry::getKey).toList();
	}

	/**
	 * What would be pending if a word were changed. Setting it to its present value takes the change back.
	 *
	 * @param words the frame as it is now
	 * @param word which word of it
	 * @param text what the user typed
	 * @return for {@link #restore}
	 * @throws IllegalArgumentException with a message for the user
	 */
	public Map<FrameWord, Change> with(int[] words, FrameWord word, String text) {
		FrameEdit edit = new FrameEdit(api, words);
		edit.set(word, text);
		Map<FrameWord, Change> result = changes();
		result.remove(word);
		if (!edit.isEmpty()) {
			int seen = words[word.index()];
			result.put(word, new Change(edit.result()[word.index()], seen));
		}
		return result;
	}

	/**
	 * What would be pending if conflicts were decided for what was typed.
	 *
	 * @param words the frame as it is now, seen by the user
	 * @return for {@link #restore}
	 */
	public Map<FrameWord, Change> rebased(int[] words) {
		Map<FrameWord, Change> result = changes();
		result.replaceAll((word, change) -> new Change(change.value, words[word.index()]));
		result.entrySet().removeIf(e -> e.getValue().value == e.getValue().seen);
		return result;
	}

	/**
	 * The kernel has made these changes; they are not pending any more, unless something else was typed meanwhile.
	 *
	 * @param done what was pending when the kernel was told
	 */
	void applied(Map<FrameWord, Change> done) {
		Map<FrameWord, Change> left = changes();
		left.entrySet().removeIf(e -> Objects.equals(done.get(e.getKey()), e.getValue()));
		restore(left);
	}

	/** Takes all changes back. */
	public void discard() {
		restore(Map.of());
	}
}
