// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.FrameWord;

/**
 * Changes to one thread's frame that were typed and not applied yet. They survive the frame's own changes: every question
 * is answered for the frame as it is now. Thread-safe.
 */
public final class PendingEdit {

	private final ApiTable api;
	private final Map<Integer, Integer> registers = new LinkedHashMap<>();
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
		return registers.isEmpty();
	}

	/** @return how many words were changed */
	public synchronized int size() {
		return registers.size();
	}

	/**
	 * @param word of the frame
	 * @return what was typed for it, empty if nothing was
	 */
	public synchronized OptionalInt value(FrameWord word) {
		Integer value = registers.get(word.regnum());
		return value == null ? OptionalInt.empty() : OptionalInt.of(value);
	}

	/**
	 * The edit as the bridge understands it: it validates, previews, and becomes what the kernel is told.
	 *
	 * @param words the frame as it is now
	 * @return a new edit with all that was typed
	 */
	public FrameEdit on(int[] words) {
		FrameEdit edit = new FrameEdit(api, words);
		Map<Integer, Integer> values;
		synchronized (this) {
			values = new LinkedHashMap<>(registers);
		}
		values.forEach((regnum, value) -> api.frameWordByRegnum(regnum).ifPresent(w -> edit.set(w, value.intValue())));
		return edit;
	}

	/**
	 * Changes a word. Setting it to its present value takes the change back.
	 *
	 * @param words the frame as it is now
	 * @param word which word of it
	 * @param text what the user typed
	 * @throws IllegalArgumentException with a message for the user; nothing was changed
	 */
	public void set(int[] words, FrameWord word, String text) {
		FrameEdit edit = on(words);
		edit.set(word, text);
		take(edit.toRegisters());
	}

	/**
	 * Takes one change back.
	 *
	 * @param word of the frame
	 */
	public void revert(FrameWord word) {
		boolean changed;
		synchronized (this) {
			changed = registers.remove(word.regnum()) != null;
		}
		if (changed) {
			tell();
		}
	}

	/**
	 * The kernel has made these changes; they are not pending any more, unless something else was typed meanwhile.
	 *
	 * @param done gdb register number to value
	 */
	void applied(Map<Integer, Integer> done) {
		Map<Integer, Integer> left;
		synchronized (this) {
			left = new LinkedHashMap<>(registers);
		}
		left.entrySet().removeAll(done.entrySet());
		take(left);
	}

	/** Takes all changes back. */
	public void discard() {
		take(Map.of());
	}

	private void take(Map<Integer, Integer> values) {
		synchronized (this) {
			if (registers.equals(values)) {
				return;
			}
			registers.clear();
			registers.putAll(values);
		}
		tell();
	}

	private void tell() {
		listeners.forEach(Runnable::run);
	}
}
