// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.fluke.debug.snapshot.ObjectState;
import org.fluke.debug.snapshot.WaitGraph;
import org.fluke.debug.snapshot.WaitGraph.Edge;

/**
 * Where the nodes of a wait graph stand: who waits left of what it waits for, column by column; what belongs together below
 * each other. An edge that closes a cycle leads back to the left.
 */
final class WaitLayout {

	/** A place, in columns and rows from 0. */
	record Place(int column, int row) {
	}

	private final Map<Integer, Place> places = new LinkedHashMap<>();
	private final Map<Integer, List<Edge>> out = new HashMap<>();
	private final Map<Integer, List<Edge>> in = new HashMap<>();
	private final Set<Edge> backward = new HashSet<>();
	private int columns;
	private int rows;

	/**
	 * @param graph any
	 * @param nodes those of the graph that are to be placed
	 */
	WaitLayout(WaitGraph graph, List<ObjectState> nodes) {
		Set<Integer> wanted = new HashSet<>();
		nodes.forEach(n -> wanted.add(n.id()));
		for (Edge edge : graph.edges()) {
			if (wanted.contains(edge.from().id()) && wanted.contains(edge.to().id())) {
				out.computeIfAbsent(edge.from().id(), i -> new ArrayList<>()).add(edge);
				in.computeIfAbsent(edge.to().id(), i -> new ArrayList<>()).add(edge);
			}
		}
		List<Integer> starts = new ArrayList<>();
		nodes.stream().map(ObjectState::id).filter(i -> !in.containsKey(i)).forEach(starts::add);
		nodes.stream().map(ObjectState::id).filter(in::containsKey).forEach(starts::add);
		List<Integer> order = order(starts);
		Map<Integer, Integer> column = new HashMap<>();
		for (int i = order.size() - 1; i >= 0; i--) {
			int id = order.get(i);
			int at = column.computeIfAbsent(id, x -> 0);
			for (Edge edge : out.getOrDefault(id, List.of())) {
				if (!backward.contains(edge)) {
					column.merge(edge.to().id(), at + 1, Math::max);
				}
			}
		}
		for (ObjectState node : nodes) {
			if (!places.containsKey(node.id())) {
				place(node.id(), column);
			}
		}
	}

	/** All nodes, each after all that it leads to; finds the edges that lead back. Without recursion: chains can be long. */
	private List<Integer> order(List<Integer> starts) {
		List<Integer> order = new ArrayList<>();
		Set<Integer> seen = new HashSet<>();
		Set<Integer> open = new HashSet<>();
		for (int start : starts) {
			if (!seen.add(start)) {
				continue;
			}
			Deque<Integer> path = new ArrayDeque<>();
			Deque<Iterator<Edge>> left = new ArrayDeque<>();
			path.push(start);
			open.add(start);
			left.push(out.getOrDefault(start, List.of()).iterator());
			while (!path.isEmpty()) {
				if (left.peek().hasNext()) {
					Edge edge = left.peek().next();
					int to = edge.to().id();
					if (open.contains(to)) {
						backward.add(edge);
					} else if (seen.add(to)) {
						path.push(to);
						open.add(to);
						left.push(out.getOrDefault(to, List.of()).iterator());
					}
				} else {
					left.pop();
					open.remove(path.peek());
					order.add(path.pop());
				}
			}
		}
		return order;
	}

	/** Places all that is connected with a node, below what has been placed. */
	private void place(int start, Map<Integer, Integer> column) {
		int top = rows;
		Map<Integer, Integer> next = new HashMap<>();
		Deque<Integer> todo = new ArrayDeque<>(List.of(start));
		Set<Integer> seen = new HashSet<>(todo);
		while (!todo.isEmpty()) {
			int id = todo.poll();
			int row = next.merge(column.get(id), 1, Integer::sum) - 1 + top;
			places.put(id, new Place(column.get(id), row));
			columns = Math.max(columns, column.get(id) + 1);
			rows = Math.max(rows, row + 1);
			out.getOrDefault(id, List.of()).stream().map(e -> e.to().id()).filter(seen::add).forEach(todo::add);
			in.getOrDefault(id, List.of()).stream().map(e -> e.from().id()).filter(seen::add).forEach(todo::add);
		}
	}

	/** @return the nodes' places by id, in the order in which they were placed */
	Map<Integer, Place> places() {
		return places;
	}

	/** @return the edges from a node */
	List<Edge> from(int id) {
		return out.getOrDefault(id, List.of());
	}

	/** @return the edges to a node */
	List<Edge> to(int id) {
		return in.getOrDefault(id, List.of());
	}

	boolean isBackward(Edge edge) {
		return backward.contains(edge);
	}

	int columns() {
		return columns;
	}

	int rows() {
		return rows;
	}
}
