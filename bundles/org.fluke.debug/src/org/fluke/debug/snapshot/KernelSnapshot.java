// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;

/** All threads and other objects of a kernel at one moment. Immutable. */
public final class KernelSnapshot {

	private final long sequence;
	private final long instructions;
	private final String configuration;
	private final String kernelVersion;
	private final Map<Integer, ThreadState> threads;
	private final Snapshot model;
	private final Map<Integer, ObjectState> objects;
	private final Map<Integer, List<Reference>> references = new HashMap<>();

	/**
	 * A link seen from its target.
	 *
	 * @param from the object that has the link
	 * @param role name of the link: {@code waiting_for}
	 */
	public record Reference(ObjectState from, String role) {
	}

	/**
	 * @param sequence counts the snapshots of this kernel
	 * @param instructions how many instructions the guest had executed when it was gathered
	 * @param configuration of the kernel: {@code process-np}
	 * @param kernelVersion of the kernel
	 * @param threads all threads
	 * @param objects all objects, threads too
	 * @param model what all this was made of, which nobody changes any more
	 */
	public KernelSnapshot(long sequence, long instructions, String configuration, String kernelVersion,
			List<ThreadState> threads, List<ObjectState> objects, Snapshot model) {
		this.sequence = sequence;
		this.instructions = instructions;
		this.configuration = configuration;
		this.kernelVersion = kernelVersion;
		this.threads = new LinkedHashMap<>();
		threads.forEach(t -> this.threads.put(t.tid(), t));
		this.model = model;
		this.objects = new LinkedHashMap<>();
		for (ObjectState object : objects) {
			this.objects.put(object.id(), object);
			for (ThreadState.Link link : object.links()) {
				if (link.id() != 0) {
					references.computeIfAbsent(link.id(), i -> new ArrayList<>()).add(new Reference(object, link.name()));
				}
			}
		}
	}

	/** @return counts the snapshots of this kernel */
	public long sequence() {
		return sequence;
	}

	/** @return how many instructions the guest had executed when it was gathered */
	public long instructions() {
		return instructions;
	}

	/** @return of the kernel: {@code process-np} */
	public String configuration() {
		return configuration;
	}

	/** @return of the kernel */
	public String kernelVersion() {
		return kernelVersion;
	}

	/** @return the whole snapshot as the bridge delivered it, to be saved; in no resource, never to be changed */
	public Snapshot model() {
		return model;
	}

	/**
	 * @param tid of a thread
	 * @return it as a part of {@link #model()}, never to be changed; empty if there is none of this number
	 */
	public Optional<ThreadObject> threadModel(int tid) {
		return model.getObjects().stream().filter(o -> o.getId() == tid).filter(ThreadObject.class::isInstance)
				.map(ThreadObject.class::cast).findFirst();
	}

	/** @return all threads, in the kernel's order */
	public List<ThreadState> threads() {
		return List.copyOf(threads.values());
	}

	/**
	 * @param tid of a thread
	 * @return it, or empty if it did not exist at that moment
	 */
	public Optional<ThreadState> thread(int tid) {
		return Optional.ofNullable(threads.get(tid));
	}

	/** @return all objects, threads too, in the kernel's order */
	public List<ObjectState> objects() {
		return List.copyOf(objects.values());
	}

	/**
	 * @param id of an object
	 * @return it, or empty if it did not exist at that moment
	 */
	public Optional<ObjectState> object(int id) {
		return Optional.ofNullable(objects.get(id));
	}

	/**
	 * Who has a link to an object at this moment.
	 *
	 * @param id of the object
	 * @return the links, seen from it; empty if nobody refers to it
	 */
	public List<Reference> referencesTo(int id) {
		return references.getOrDefault(id, List.of());
	}

	/**
	 * @param older another snapshot of the same kernel, or null
	 * @return whether this one was gathered later
	 */
	public boolean isNewerThan(KernelSnapshot older) {
		return older == null || Long.compareUnsigned(sequence, older.sequence) > 0
				&& Long.compareUnsigned(instructions, older.instructions) >= 0;
	}

	@Override
	public String toString() {
		return "snapshot " + sequence + " at " + instructions + ": " + threads.values(); //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$
	}
}
