// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.snapshot;

import java.util.Optional;

import org.fluke.bridge.api.Cause;
import org.fluke.bridge.api.EntryPoint;

/** One recorded stage of a thread: its frame when something had happened to it. Immutable. */
public final class FrameEvent {

	private final long sequence;
	private final long instructions;
	private final int tid;
	private final Cause cause;
	private final EntryPoint entry;
	private final int[] words;

	/**
	 * @param sequence counts the events of the kernel
	 * @param instructions how many instructions the guest had executed
	 * @param tid the thread's number
	 * @param cause what had happened
	 * @param entry the entry point on which the frame stands, null for none
	 * @param words the frame, in the order of {@code frame.tsv}
	 */
	public FrameEvent(long sequence, long instructions, int tid, Cause cause, EntryPoint entry, int[] words) {
		this.sequence = sequence;
		this.instructions = instructions;
		this.tid = tid;
		this.cause = cause;
		this.entry = entry;
		this.words = words.clone();
	}

	/** @return counts the events of the kernel, all threads */
	public long sequence() {
		return sequence;
	}

	/** @return how many instructions the guest had executed */
	public long instructions() {
		return instructions;
	}

	/** @return the thread's number */
	public int tid() {
		return tid;
	}

	/** @return what had happened */
	public Cause cause() {
		return cause;
	}

	/** @return the entry point on which the frame stands, empty for none */
	public Optional<EntryPoint> entry() {
		return Optional.ofNullable(entry);
	}

	/**
	 * @param index of a word of the frame
	 * @return its value
	 */
	public int word(int index) {
		return words[index];
	}

	/** @return a copy of the frame, in the order of {@code frame.tsv} */
	public int[] words() {
		return words.clone();
	}
}
