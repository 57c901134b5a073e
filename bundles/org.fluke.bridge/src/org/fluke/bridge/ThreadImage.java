// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.fluke.model.KernelObject;
import org.fluke.model.Link;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.Word;

/**
 * All that a thread is, in the terms of one running kernel: what {@link KernelSession#restore} makes a thread of.
 *
 * @param address where the thread object is, as in a snapshot: the offset in the kernel's memory pool
 * @param words of the frame, in the order of the API table
 * @param links ids of space, scheduler, waiting_for, client and server in the running kernel; 0 for none
 */
public record ThreadImage(int address, List<Integer> words, List<Integer> links) {

	/** Copies the lists. */
	public ThreadImage {
		words = List.copyOf(words);
		links = List.copyOf(links);
	}

	/**
	 * Translates a thread of any snapshot, also one of another run that comes out of a file: the objects at which it has
	 * links are found by type and hash, or by type and name where the hashes are of another run.
	 *
	 * @param saved the thread as it was
	 * @param now a snapshot of the kernel in which it is to be
	 * @return its image
	 * @throws BridgeException if one of those objects does not exist there; the message says which
	 */
	public static ThreadImage of(ThreadObject saved, Snapshot now) throws BridgeException {
		return of(saved, now, saved);
	}

	/**
	 * As {@link #of(ThreadObject, Snapshot)}, for a thread that is there already, perhaps at another address.
	 *
	 * @param saved the thread as it was
	 * @param now a snapshot of the kernel in which it is to be
	 * @param as the thread that becomes the saved one: it keeps its address and its hash
	 * @return its image
	 * @throws BridgeException as above
	 */
	public static ThreadImage of(ThreadObject saved, Snapshot now, ThreadObject as) throws BridgeException {
		int[] links = new int[saved.getLinks().size()];
		for (int i = 0; i < links.length; i++) {
			Link link = saved.getLinks().get(i);
			if (link.getTargetId() == 0) {
				continue;
			}
			KernelObject target = link.getTarget();
			if (target == null) {
				throw new BridgeException("the snapshot does not hold the object that is the " + link.getRole() + " of "
						+ saved.getName());
			}
			links[i] = find(now, target, o -> o.getHash() == target.getHash() && target.getHash() != 0)
					.or(() -> find(now, target, o -> o.getName().equals(target.getName())))
					.orElseThrow(() -> new BridgeException("the kernel has no " + target.getType().getLiteral() + " "
							+ target.getName() + ", which is the " + link.getRole() + " of " + saved.getName()))
					.getId();
		}
		List<Integer> words = saved.getFrame().getWords().stream()
				.map(w -> w.getName().equals("hash") ? as.getHash() : w.getValue()).toList();
		return new ThreadImage(as.getAddress(), words, IntStream.of(links).boxed().toList());
	}

	private static Optional<KernelObject> find(Snapshot now, KernelObject target, Predicate<KernelObject> accept) {
		return now.getObjects().stream().filter(o -> o.getType() == target.getType()).filter(accept).findFirst();
	}
}
