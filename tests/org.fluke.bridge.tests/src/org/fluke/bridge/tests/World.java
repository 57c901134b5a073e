// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.FrameWord;
import org.fluke.model.FlukeFactory;
import org.fluke.model.KernelObject;
import org.fluke.model.Link;
import org.fluke.model.ObjectType;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.ThreadState;
import org.fluke.model.Word;

/**
 * A snapshot of a kernel that exists only here. The thread's space maps 0x10000 to 0x20000 onto the pool's 0x4000 on, and
 * there are, 16 bytes apart from 0x10100 on: the mutexes m1 (owned by the thread "other"), m2 (free) and "mine", the
 * condition c, the port p in the portset s, a reference r at p, and s.
 */
final class World {

	static final int THREAD = 2;
	static final int OTHER = 3;
	static final int COND = 7;
	static final int PORT = 8;
	static final int PSET = 10;
	static final int CLIENT_SENDER = 4;

	private static final int MEMORY = 0x4000;

	private final Snapshot snapshot = FlukeFactory.eINSTANCE.createSnapshot();

	World() {
		KernelObject root = add(1, ObjectType.SPACE, "root", 0);
		KernelObject space = add(20, ObjectType.SPACE, "space", 0x2000);
		KernelObject thread = add(THREAD, ObjectType.THREAD, "t", 0x2010);
		KernelObject other = add(OTHER, ObjectType.THREAD, "other", 0x2020);
		KernelObject region = add(21, ObjectType.REGION, "region", 0x2030, "start_va", 0x10000000 + MEMORY, "size", 0x10000);
		link(region, "space", root);
		KernelObject mapping = add(22, ObjectType.MAPPING, "mapping", 0x2040, "start_va", 0x10000, "size", 0x10000);
		link(mapping, "region", region);
		link(mapping, "space", space);
		link(thread, "space", space);
		link(other, "space", space);
		link(add(4, ObjectType.MUTEX, "m1", MEMORY + 0x100, "locked", 1), "owner", other);
		add(5, ObjectType.MUTEX, "m2", MEMORY + 0x110, "locked", 0);
		link(add(6, ObjectType.MUTEX, "mine", MEMORY + 0x120, "locked", 1), "owner", thread);
		add(COND, ObjectType.COND, "c", MEMORY + 0x130);
		KernelObject port = add(PORT, ObjectType.PORT, "p", MEMORY + 0x140);
		link(add(9, ObjectType.REFERENCE, "r", MEMORY + 0x150), "target", port);
		link(port, "pset", add(PSET, ObjectType.PORTSET, "s", MEMORY + 0x160));
	}

	Snapshot snapshot() {
		return snapshot;
	}

	/** The thread's client half is connected to "other". */
	void connect() {
		link(object(THREAD), "server", object(OTHER));
	}

	void otherWaitsFor(int id) {
		ThreadObject other = (ThreadObject) object(OTHER);
		other.setState(ThreadState.SLEEPING);
		other.getLinks().removeIf(l -> l.getRole().equals("waiting_for"));
		link(other, "waiting_for", object(id));
	}

	/** The words of a frame. */
	static int[] frame(Object... namesAndValues) {
		int[] words = new int[ApiTable.bundled().frameWords().size()];
		for (int i = 0; i < namesAndValues.length; i += 2) {
			FrameWord word = ApiTable.bundled().frameWord((String) namesAndValues[i]);
			words[word.index()] = (Integer) namesAndValues[i + 1];
		}
		return words;
	}

	private KernelObject object(int id) {
		return snapshot.getObjects().stream().filter(o -> o.getId() == id).findFirst().orElseThrow();
	}

	private KernelObject add(int id, ObjectType type, String name, int address, Object... words) {
		KernelObject object = type == ObjectType.THREAD ? FlukeFactory.eINSTANCE.createThreadObject()
				: FlukeFactory.eINSTANCE.createOtherObject();
		object.setId(id);
		object.setType(type);
		object.setName(name);
		object.setAddress(address);
		for (int i = 0; i < words.length; i += 2) {
			Word word = FlukeFactory.eINSTANCE.createWord();
			word.setName((String) words[i]);
			word.setValue((Integer) words[i + 1]);
			object.getWords().add(word);
		}
		snapshot.getObjects().add(object);
		return object;
	}

	private static void link(KernelObject from, String role, KernelObject to) {
		Link link = FlukeFactory.eINSTANCE.createLink();
		link.setRole(role);
		link.setTargetId(to.getId());
		link.setTarget(to);
		from.getLinks().add(link);
	}
}
