// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.ObjectType;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.ObjectState;
import org.fluke.debug.snapshot.RunState;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.debug.snapshot.ThreadState.Link;
import org.fluke.debug.snapshot.WaitGraph;
import org.junit.jupiter.api.Test;

/** Which threads are in a deadlock, and which only wait. */
class WaitGraphTest {

	private static final ApiTable API = ApiTable.bundled();

	private final List<ThreadState> threads = new ArrayList<>();
	private final List<ObjectState> objects = new ArrayList<>();

	private void object(String type, int id, int address, int... links) {
		ObjectType of = API.objectTypes().stream().filter(t -> t.name().equals(type)).findFirst().orElseThrow();
		objects.add(new ObjectState(of, id, type + id, address, "space", true, new int[of.words().size()], links(of, links)));
	}

	private static List<Link> links(ObjectType type, int... ids) {
		List<Link> links = new ArrayList<>();
		for (int i = 0; i < ids.length; i++) {
			links.add(new Link(type.links().get(i), ids[i], ids[i] == 0 ? "" : "object", "o" + ids[i]));
		}
		return links;
	}

	private void thread(int id, RunState state, int waitingFor, int serverPset) {
		ObjectType type = API.objectTypes().get(7);
		int[] words = new int[type.words().size()];
		words[API.frameWord("server_pset").index()] = serverPset;
		List<Link> links = links(type, 0, 0, waitingFor, 0, 0);
		objects.add(new ObjectState(type, id, "thread" + id, id * 16, "space", true, words, links));
		threads.add(new ThreadState(API, id, "thread" + id, "space", state, API.cause(0), true, words, links, Double.NaN));
	}

	private WaitGraph graph() {
		return new WaitGraph(new KernelSnapshot(1, 1, "process-np", "1", threads, objects, null));
	}

	private static List<String> deadlocks(WaitGraph graph) {
		return graph.deadlocks().stream()
				.map(d -> d.stream().map(e -> e.from().name()).collect(Collectors.joining(" "))).toList();
	}

	@Test
	void twoMutexesInOppositeOrders() {
		thread(1, RunState.SLEEPING, 12, 0);
		thread(2, RunState.SLEEPING, 11, 0);
		thread(3, RunState.SLEEPING, 11, 0);
		object("mutex", 11, 0, 1);
		object("mutex", 12, 0, 2);
		WaitGraph graph = graph();
		assertThat(deadlocks(graph)).containsExactly("thread1 mutex12 thread2 mutex11");
		assertThat(graph.isStuck(3)).as("behind the deadlock").isTrue();
		assertThat(graph.edges()).filteredOn(graph::isInDeadlock).hasSize(4);
		assertThat(graph.waiting()).isEqualTo(3);
	}

	@Test
	void anOwnerThatRunsOrIsStoppedIsNoDeadlock() {
		thread(1, RunState.SLEEPING, 11, 0);
		thread(2, RunState.STOPPED, 0, 0);
		object("mutex", 11, 0, 2);
		assertThat(deadlocks(graph())).isEmpty();
		assertThat(graph().isStuck(1)).isFalse();
	}

	@Test
	void whoWaitsForAConditionCanBeWoken() {
		thread(1, RunState.SLEEPING, 11, 0);
		thread(2, RunState.SLEEPING, 12, 0);
		object("mutex", 11, 0, 2);
		object("cond", 12, 0, 0);
		assertThat(deadlocks(graph())).isEmpty();
	}

	@Test
	void peersThatWaitForEachOther() {
		thread(1, RunState.SLEEPING, 2, 0);
		thread(2, RunState.SLEEPING, 1, 0);
		assertThat(deadlocks(graph())).containsExactly("thread1 thread2");
	}

	@Test
	void aClientOfItsOwnServerThroughAPort() {
		// thread1 serves the portset and waits for a mutex that its waiting client holds.
		thread(1, RunState.SLEEPING, 13, 0x10030);
		thread(2, RunState.SLEEPING, 11, 0);
		object("port", 11, 0x2020, 12);
		object("pset", 12, 0x2030);
		object("mutex", 13, 0x2040, 2);
		assertThat(deadlocks(graph())).containsExactly("thread1 mutex13 thread2 port11 pset12");
		thread(3, RunState.SLEEPING, 12, 0x10030);
		assertThat(deadlocks(graph())).as("another server of the same portset is idle").isEmpty();
	}

	@Test
	void anIdleServerIsNoCycle() {
		thread(1, RunState.SLEEPING, 12, 0x10030);
		object("pset", 12, 0x2030);
		assertThat(deadlocks(graph())).isEmpty();
		assertThat(graph().edges()).hasSize(1);
	}
}
