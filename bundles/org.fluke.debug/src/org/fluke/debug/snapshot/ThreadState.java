// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.snapshot;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.Cause;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.api.FrameWord;
import org.fluke.bridge.api.RestartPoint;

/** One thread in one snapshot. Immutable. */
public final class ThreadState {

	/**
	 * One of a thread's links to other objects.
	 *
	 * @param name of the link: {@code waiting_for}
	 * @param id of the object that it names, 0 if it names none
	 * @param type of that object, empty if there is none
	 * @param targetName name of that object, empty if there is none
	 */
	public record Link(String name, int id, String type, String targetName) {

		/** @return type and name of the object, empty if there is none */
		public String target() {
			return (type + ' ' + targetName).strip();
		}
	}

	private static final String WAITING_FOR = "waiting_for"; //$NON-NLS-1$
	private static final String SPACE = "space"; //$NON-NLS-1$

	private final ApiTable api;
	private final int tid;
	private final String name;
	private final String space;
	private final RunState runState;
	private final Cause cause;
	private final boolean scenario;
	private final int[] words;
	private final List<Link> links;
	private final double cpuShare;

	/**
	 * @param api what is known of the kernel's API
	 * @param tid the thread's number
	 * @param name the thread's name
	 * @param space name of the space that the thread's memory belongs to
	 * @param runState whether it runs
	 * @param cause why its frame was last worth a look
	 * @param scenario whether it belongs to the scenario
	 * @param words its frame, in the order of {@code frame.tsv}
	 * @param links its links, in the order of {@code objects.tsv}
	 * @param cpuShare what share of the processor it had lately, from 0 to 1; NaN if that is not known
	 */
	public ThreadState(ApiTable api, int tid, String name, String space, RunState runState, Cause cause, boolean scenario,
			int[] words, List<Link> links, double cpuShare) {
		this.api = api;
		this.tid = tid;
		this.name = name;
		this.space = space;
		this.runState = runState;
		this.cause = cause;
		this.scenario = scenario;
		this.words = words.clone();
		this.links = List.copyOf(links);
		this.cpuShare = cpuShare;
	}

	/** @return the thread's number */
	public int tid() {
		return tid;
	}

	/** @return the thread's name */
	public String name() {
		return name;
	}

	/** @return name of the thread's space, empty if it has none */
	public String space() {
		return link(SPACE).filter(l -> l.id() != 0).map(Link::targetName).orElse(space);
	}

	/** @return whether it runs */
	public RunState runState() {
		return runState;
	}

	/** @return whether somebody stopped it */
	public boolean isStopped() {
		return runState == RunState.STOPPED;
	}

	/** @return why its frame was last worth a look */
	public Cause cause() {
		return cause;
	}

	/** @return whether it belongs to the scenario */
	public boolean isScenario() {
		return scenario;
	}

	/** @return a copy of its frame, in the order of {@code frame.tsv} */
	public int[] words() {
		return words.clone();
	}

	/**
	 * @param word of the frame
	 * @return its value
	 */
	public int word(FrameWord word) {
		return words[word.index()];
	}

	/**
	 * @param wordName name of a word of the frame
	 * @return its value
	 */
	public int word(String wordName) {
		return word(api.frameWord(wordName));
	}

	/** @return what its eip says; empty if the thread is in user code */
	public Optional<RestartPoint> restartPoint() {
		return api.at(word("eip")); //$NON-NLS-1$
	}

	/** @return number of the entry point at which it stands, if that is newer than what is known of the API */
	public OptionalInt unknownEntry() {
		return api.unknownEntry(word("eip")); //$NON-NLS-1$
	}

	/** @return the entry point that the thread will run next; empty if it is in user code or the call is over */
	public Optional<EntryPoint> entry() {
		return restartPoint().filter(p -> !p.completed()).map(RestartPoint::entry);
	}

	/** @return its links, in the order of {@code objects.tsv} */
	public List<Link> links() {
		return links;
	}

	/** @return what share of the processor it had lately, from 0 to 1; NaN if that is not known */
	public double cpuShare() {
		return cpuShare;
	}

	/** @return the same in a thousandth of the processor, -1 if it is not known */
	private long cpuTenths() {
		return Double.isNaN(cpuShare) ? -1 : Math.round(cpuShare * 1000);
	}

	/** @return what it waits for, empty if nothing */
	public String waitsFor() {
		return link(WAITING_FOR).map(Link::target).orElse(""); //$NON-NLS-1$
	}

	private Optional<Link> link(String linkName) {
		return links.stream().filter(l -> l.name().equals(linkName)).findFirst();
	}

	/**
	 * @param other the same thread in another snapshot, or null
	 * @return whether a list of threads would show the same
	 */
	public boolean looksLike(ThreadState other) {
		return other != null && runState == other.runState && cpuTenths() == other.cpuTenths() && cause.equals(other.cause) && name.equals(other.name)
				&& Arrays.equals(words, other.words) && links.equals(other.links);
	}

	/**
	 * @param other the same thread in another snapshot
	 * @return whether all words of its frame are the same, but for the flags, in which others leave their marks
	 */
	public boolean hasFrameOf(ThreadState other) {
		int flags = api.frameWord("flags").index(); //$NON-NLS-1$
		for (int i = 0; i < words.length; i++) {
			if (i != flags && words[i] != other.words[i]) {
				return false;
			}
		}
		return true;
	}

	@Override
	public String toString() {
		return name + " (" + tid + ", " + runState + ", " + entry().map(EntryPoint::name).orElse("user code") //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$ //$NON-NLS-4$
				+ ", " + cause.name() + ')'; //$NON-NLS-1$
	}
}
