// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who waits for whom at one moment. Everything is from one snapshot, so a cycle in it was really there. Immutable.
 * <p>
 * A thread is deadlocked if nothing that any thread could still do lets it go on: the holder of its mutex, its peer, or
 * all servers of its port are deadlocked themselves. Who waits for a condition or a request can be woken by anybody, and
 * a stopped thread by its user.
 */
public final class WaitGraph {

	/** Why there is an edge. */
	public enum Kind {
		/** From a thread to what it waits for. */
		WAITS_FOR,
		/** From a mutex to the thread that holds it. */
		HELD_BY,
		/** From a port to its portset. */
		IN,
		/** From a portset to a thread that serves it and is busy. */
		SERVED_BY
	}

	/**
	 * @param from who waits, or through what
	 * @param to for what
	 * @param kind why
	 */
	public record Edge(ObjectState from, ObjectState to, Kind kind) {
	}

	private static final String WAITING_FOR = "waiting_for"; //$NON-NLS-1$
	private static final int PAGE_OFFSET = 0xfff;

	private final KernelSnapshot snapshot;
	private final Map<Integer, ObjectState> nodes = new LinkedHashMap<>();
	private final Map<Integer, List<Edge>> edges = new LinkedHashMap<>();
	private final Map<Integer, List<ObjectState>> servers = new HashMap<>();
	private final Set<Integer> stuck = new LinkedHashSet<>();
	private final List<List<Edge>> deadlocks = new ArrayList<>();
	private final Set<Edge> deadlockEdges = new HashSet<>();

	/** @param snapshot of which this is the graph */
	public WaitGraph(KernelSnapshot snapshot) {
		this.snapshot = snapshot;
		for (ObjectState object : snapshot.objects()) {
			if (object.is("thread")) { //$NON-NLS-1$
				object.link(WAITING_FOR).flatMap(l -> snapshot.object(l.id()))
						.ifPresent(target -> edge(object, target, Kind.WAITS_FOR));
			}
		}
		findStuck();
		findCycles();
	}

	/** Adds an edge, and what there is behind it. */
	private void edge(ObjectState from, ObjectState to, Kind kind) {
		nodes.putIfAbsent(from.id(), from);
		edges.computeIfAbsent(from.id(), i -> new ArrayList<>()).add(new Edge(from, to, kind));
		nodes.putIfAbsent(to.id(), to);
		switch (to.type().name()) {
		case "mutex" -> follow(to, "owner", Kind.HELD_BY); //$NON-NLS-1$ //$NON-NLS-2$
		case "port" -> follow(to, "pset", Kind.IN); //$NON-NLS-1$ //$NON-NLS-2$
		case "pset" -> { //$NON-NLS-1$
			if (kind == Kind.IN && !edges.containsKey(to.id())) {
				servers(to).stream().filter(s -> !waitsAt(s, to)).forEach(s -> edge(to, s, Kind.SERVED_BY));
			}
		}
		default -> {
			// A thread's own edges come with the thread; nothing is known to be behind the others.
		}
		}
	}

	private void follow(ObjectState from, String link, Kind kind) {
		if (!edges.containsKey(from.id())) {
			from.link(link).flatMap(l -> snapshot.object(l.id())).ifPresent(to -> edge(from, to, kind));
		}
	}

	/**
	 * The threads that serve a portset. A frame names its portset by an address in its own space; the snapshot has the
	 * portset's offset in memory, and both lie at the same place of their page.
	 */
	private List<ObjectState> servers(ObjectState pset) {
		return servers.computeIfAbsent(pset.id(), id -> findServers(pset));
	}

	private List<ObjectState> findServers(ObjectState pset) {
		List<ObjectState> found = new ArrayList<>();
		for (ObjectState object : snapshot.objects()) {
			if (object.is("thread")) { //$NON-NLS-1$
				int named = object.word("server_pset"); //$NON-NLS-1$
				boolean serves = named != 0 && (named & PAGE_OFFSET) == (pset.address() & PAGE_OFFSET)
						&& snapshot.thread(object.id()).map(ThreadState::space).filter(pset.space()::equals).isPresent();
				if (serves || waitsAt(object, pset)) {
					found.add(object);
				}
			}
		}
		return found;
	}

	private static boolean waitsAt(ObjectState thread, ObjectState object) {
		return thread.link(WAITING_FOR).filter(l -> l.id() == object.id()).isPresent();
	}

	private void findStuck() {
		edges.keySet().stream().filter(id -> nodes.get(id).is("thread") && isAsleep(id)).forEach(stuck::add); //$NON-NLS-1$
		boolean changed = true;
		while (changed) {
			changed = stuck.removeIf(this::canGoOn);
		}
	}

	private boolean isAsleep(int id) {
		return snapshot.thread(id).filter(t -> t.runState() == RunState.SLEEPING).isPresent();
	}

	private boolean canGoOn(int id) {
		ObjectState target = edges.get(id).get(0).to();
		return switch (target.type().name()) {
		case "thread" -> !stuck.contains(target.id()); //$NON-NLS-1$
		case "mutex" -> target.link("owner").map(l -> !stuck.contains(l.id())).orElse(true); //$NON-NLS-1$ //$NON-NLS-2$
		case "port" -> { //$NON-NLS-1$
			List<ObjectState> all = target.link("pset").flatMap(l -> snapshot.object(l.id())) //$NON-NLS-1$
					.map(this::servers).orElse(List.of());
			yield all.isEmpty() || all.stream().anyMatch(s -> !stuck.contains(s.id()));
		}
		default -> true;
		};
	}

	/** From every stuck thread there is a way to a cycle, by any edge that leads to a stuck thread. */
	private void findCycles() {
		Set<Integer> seen = new HashSet<>();
		for (int start : stuck) {
			List<Edge> path = new ArrayList<>();
			Map<Integer, Integer> places = new HashMap<>();
			int at = start;
			while (seen.add(at)) {
				places.put(at, path.size());
				Edge next = next(at);
				if (next == null) {
					break;
				}
				path.add(next);
				at = next.to().id();
			}
			Integer begin = places.get(at);
			if (begin != null && begin < path.size()) {
				deadlocks.add(fromThread(path.subList(begin, path.size())));
				deadlockEdges.addAll(path.subList(begin, path.size()));
			}
		}
	}

	private Edge next(int id) {
		return edges.getOrDefault(id, List.of()).stream()
				.filter(e -> !e.to().is("thread") || stuck.contains(e.to().id())).findFirst().orElse(null); //$NON-NLS-1$
	}

	private static List<Edge> fromThread(List<Edge> cycle) {
		int first = 0;
		while (cycle.get(first).kind() != Kind.WAITS_FOR) {
			first++;
		}
		List<Edge> turned = new ArrayList<>(cycle.subList(first, cycle.size()));
		turned.addAll(cycle.subList(0, first));
		return List.copyOf(turned);
	}

	/** @return the snapshot of which this is the graph */
	public KernelSnapshot snapshot() {
		return snapshot;
	}

	/** @return all objects that an edge touches */
	public List<ObjectState> nodes() {
		return List.copyOf(nodes.values());
	}

	/** @return all edges */
	public List<Edge> edges() {
		return edges.values().stream().flatMap(List::stream).toList();
	}

	/** @return how many threads wait for something */
	public long waiting() {
		return edges.values().stream().flatMap(List::stream).filter(e -> e.kind() == Kind.WAITS_FOR).count();
	}

	/** @return the cycles, each from a thread on and back to it */
	public List<List<Edge>> deadlocks() {
		return List.copyOf(deadlocks);
	}

	/**
	 * @param id of a thread
	 * @return whether it never goes on: it is in a deadlock, or waits behind one
	 */
	public boolean isStuck(int id) {
		return stuck.contains(id);
	}

	/**
	 * @param edge of this graph
	 * @return whether it belongs to a deadlock
	 */
	public boolean isInDeadlock(Edge edge) {
		return deadlockEdges.contains(edge);
	}
}
