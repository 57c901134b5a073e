// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fluke.model.KernelObject;
import org.fluke.model.Link;
import org.fluke.model.ObjectType;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.Word;

/**
 * What a snapshot knows of the world around one thread: which object lies at an address as the thread sees it, who is
 * linked to whom, who waits for what. Immutable.
 */
public final class Surroundings {

	/** For a frame of which nothing else is known: nothing that needs the surroundings is said or checked. */
	public static final Surroundings UNKNOWN = new Surroundings(null, null);

	/** Where the root space has the pool of physical memory whose offsets are objects' addresses (fluke/types.h). */
	private static final int POOL_BASE = 0x10000000;
	/** The root space is the object at the beginning of the pool. */
	private static final int ROOT_SPACE = 0;
	/** More mappings of mappings than this are taken for a circle, as the kernel's debugger does. */
	private static final int MAX_DEPTH = 16;

	private final Snapshot snapshot;
	private final ThreadObject thread;
	private final Map<Integer, KernelObject> byAddress = new HashMap<>();

	private Surroundings(Snapshot snapshot, ThreadObject thread) {
		this.snapshot = snapshot;
		this.thread = thread;
		if (snapshot != null) {
			snapshot.getObjects().forEach(o -> byAddress.put(o.getAddress(), o));
		}
	}

	/**
	 * @param snapshot of a kernel
	 * @param tid of a thread
	 * @return what the snapshot knows of its world; {@link #UNKNOWN} if it does not know the thread
	 */
	public static Surroundings of(Snapshot snapshot, int tid) {
		return snapshot.getObjects().stream().filter(o -> o.getId() == tid && o instanceof ThreadObject).findFirst()
				.map(o -> new Surroundings(snapshot, (ThreadObject) o)).orElse(UNKNOWN);
	}

	/** @return whether anything is known at all */
	public boolean isKnown() {
		return thread != null;
	}

	/** @return the thread in the middle, null if nothing is known */
	ThreadObject thread() {
		return thread;
	}

	/**
	 * @param role of one of the thread's links
	 * @return the object at which it points, empty if at none
	 */
	Optional<KernelObject> link(String role) {
		return thread == null ? Optional.empty() : link(thread, role);
	}

	/**
	 * @param object any
	 * @param role of one of its links
	 * @return the object at which it points, empty if at none
	 */
	static Optional<KernelObject> link(KernelObject object, String role) {
		Link link = object.link(role);
		return link == null ? Optional.empty() : Optional.ofNullable(link.getTarget());
	}

	/**
	 * @param object any
	 * @return the threads that wait for it
	 */
	List<ThreadObject> waitingFor(KernelObject object) {
		return snapshot.getObjects().stream().filter(ThreadObject.class::isInstance).map(ThreadObject.class::cast)
				.filter(t -> link(t, "waiting_for").filter(o -> o == object).isPresent()).toList();
	}

	/**
	 * @param object any
	 * @param word name of one of its state words
	 * @return its value, 0 if it has no such word
	 */
	static int value(KernelObject object, String word) {
		Word found = object.word(word);
		return found == null ? 0 : found.getValue();
	}

	/**
	 * @param address as the thread sees it
	 * @return the object there, empty if there is none, or none that the snapshot knows
	 */
	public Optional<KernelObject> objectAt(int address) {
		return physical(address).map(byAddress::get);
	}

	/**
	 * @param address as the thread sees it
	 * @return whether a mapping of the thread's space, or the entry page, has something there; true if that isn't known
	 */
	boolean isMapped(int address) {
		KernelObject space = link("space").orElse(null);
		return space == null || space.getAddress() == ROOT_SPACE || mapping(space, address).isPresent();
	}

	private Optional<KernelObject> mapping(KernelObject space, int address) {
		return snapshot.getObjects().stream().filter(o -> o.getType() == ObjectType.MAPPING)
				.filter(o -> link(o, "space").filter(s -> s == space).isPresent() && link(o, "region").isPresent())
				.filter(o -> Integer.compareUnsigned(address - value(o, "start_va"), value(o, "size")) < 0).findFirst();
	}

	/** Follows mappings down to the root space, as {@code debugd/memory.c} does. */
	private Optional<Integer> physical(int address) {
		KernelObject space = link("space").orElse(null);
		int at = address;
		for (int depth = 0; depth < MAX_DEPTH && space != null; depth++) {
			if (space.getAddress() == ROOT_SPACE) {
				return Optional.of(at - POOL_BASE);
			}
			KernelObject mapping = mapping(space, at).orElse(null);
			if (mapping == null) {
				return Optional.empty();
			}
			KernelObject region = link(mapping, "region").orElseThrow();
			int offset = at - value(mapping, "start_va") + value(mapping, "region_off");
			if (Integer.compareUnsigned(offset, value(region, "size")) >= 0) {
				return Optional.empty();
			}
			at = value(region, "start_va") + offset;
			space = link(region, "space").orElse(null);
		}
		return Optional.empty();
	}
}
