// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import org.fluke.bridge.api.EntryPoint;

/**
 * Where threads are to stop: when their frame comes to an entry point, by a call of user code or by advancing to it.
 *
 * @param entry the entry point
 * @param scope whose threads
 * @param id of the space or thread; 0 for {@link Scope#ALL}
 */
public record Breakpoint(EntryPoint entry, Scope scope, int id) {

	/** Whose threads a breakpoint is for. */
	public enum Scope {
		/** All threads of the scenario, also those that are created later. */
		ALL,
		/** All threads of one space, also those that threads of the scenario create there later. */
		SPACE,
		/** One thread. */
		THREAD
	}

	/**
	 * @param entry the entry point
	 * @return for all threads of the scenario
	 */
	public static Breakpoint forAll(EntryPoint entry) {
		return new Breakpoint(entry, Scope.ALL, 0);
	}

	/**
	 * @param entry the entry point
	 * @param space id of the space
	 * @return for all threads of a space
	 */
	public static Breakpoint forSpace(EntryPoint entry, int space) {
		return new Breakpoint(entry, Scope.SPACE, space);
	}

	/**
	 * @param entry the entry point
	 * @param tid the thread
	 * @return for one thread
	 */
	public static Breakpoint forThread(EntryPoint entry, int tid) {
		return new Breakpoint(entry, Scope.THREAD, tid);
	}
}
