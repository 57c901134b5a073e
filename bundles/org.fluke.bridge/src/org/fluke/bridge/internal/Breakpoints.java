// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.fluke.bridge.Breakpoint;
import org.fluke.bridge.Breakpoint.Scope;
import org.fluke.model.KernelObject;
import org.fluke.model.ObjectType;
import org.fluke.model.Snapshot;

/** The breakpoints of a session. Ids last as long as one run of the kernel; over a restart an object is known by its name. */
final class Breakpoints {

	/** A breakpoint as it was added, with the name of its object then, to where it is now: null while its object does not exist. */
	private final Map<Named, Breakpoint> all = new LinkedHashMap<>();

	private record Named(Breakpoint original, String name) {
	}

	static String packet(String what, Breakpoint breakpoint) {
		return "vFluke:%s;%x;%x;%x".formatted(what, breakpoint.entry().number(), breakpoint.scope().ordinal(), breakpoint.id());
	}

	synchronized void add(Breakpoint breakpoint, String name) {
		if (!all.containsValue(breakpoint)) {
			all.put(new Named(breakpoint, name), breakpoint);
		}
	}

	synchronized void remove(Breakpoint breakpoint) {
		all.values().remove(breakpoint);
	}

	synchronized List<Breakpoint> list() {
		return all.values().stream().filter(Objects::nonNull).toList();
	}

	/** Finds the objects again in another run of the kernel; returns what is to be set there. */
	synchronized List<Breakpoint> renew(Snapshot now) {
		Map<String, Integer> spaces = ids(now, ObjectType.SPACE);
		Map<String, Integer> threads = ids(now, ObjectType.THREAD);
		all.replaceAll((named, before) -> {
			Breakpoint original = named.original();
			if (original.scope() == Scope.ALL) {
				return original;
			}
			Integer id = (original.scope() == Scope.SPACE ? spaces : threads).get(named.name());
			return id != null ? new Breakpoint(original.entry(), original.scope(), id) : null;
		});
		return list();
	}

	private static Map<String, Integer> ids(Snapshot snapshot, ObjectType type) {
		return snapshot.getObjects().stream().filter(o -> o.getType() == type)
				.collect(Collectors.toMap(KernelObject::getName, KernelObject::getId, (first, second) -> first));
	}
}
