// SPDX-License-Identifier: EPL-2.0
package org.fluke.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.fluke.bridge.KernelSession;
import org.fluke.bridge.ThreadStop;
import org.fluke.bridge.api.ApiTable;
import org.fluke.model.Cause;
import org.fluke.model.KernelObject;
import org.fluke.model.ObjectType;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.ThreadState;
import org.fluke.model.TraceEvent;
import org.fluke.qemu.QemuMachine;

/** The scenarios of the guest: what we do while one runs, and what its trace must show. */
enum Scenario {

	/** The paper's section 4.3, first example. */
	COND_WAIT("cond-wait") {
		@Override
		String missing(List<TraceEvent> events, Snapshot before) {
			// The waiter is asleep on the condition, and its frame already stands on mutex_lock with the mutex in eax.
			return events.stream()
					.anyMatch(e -> e.getThreadName().equals("cond-wait/waiter") && "mutex_lock".equals(e.getEntry())
							&& e.getCause() == Cause.SLEEP && type(before, e.getWaitingForId()) == ObjectType.COND
							&& e.getFrame().word("eax").getValue() != 0) ? null
									: "no event shows the waiter asleep on the condition with its frame on mutex_lock";
		}
	},

	/** The paper's section 4.3, second example. */
	IPC_FAULT("ipc-fault") {
		@Override
		String missing(List<TraceEvent> events, Snapshot before) {
			return events.stream().anyMatch(e -> isFault(e, "ipc-fault/sender")) ? null
					: "no event shows the sender's hard fault with 2048 bytes left at 0x08003000";
		}
	},

	/** The paper's figure 4. */
	RPC("rpc") {
		@Override
		String missing(List<TraceEvent> events, Snapshot before) {
			List<String> chain = List.of("ipc_client_connect_send_over_receive", "ipc_client_send_over_receive",
					"ipc_client_over_receive", "ipc_client_receive");
			int stage = 0;
			for (TraceEvent event : events) {
				if (stage < chain.size() && event.getThreadName().equals("rpc/client")
						&& chain.get(stage).equals(event.getEntry())) {
					stage++;
				}
			}
			return stage == chain.size() ? null : "the client's frame never stood on " + chain.get(stage);
		}
	},

	/** A sleeping thread's frame is edited. */
	EDIT("edit") {
		@Override
		void drive(KernelSession session, QemuMachine machine, Snapshot before) throws Exception {
			ThreadObject waiter = thread(before, "edit/waiter");
			get(session.resume(KernelSession.ALL_SCENARIO_THREADS));
			String line = machine.awaitConsoleLine(l -> l.startsWith(OTHER_MUTEX), DemoCommand.LIMIT).get();
			int other = Integer.parseUnsignedInt(line.substring(OTHER_MUTEX.length()).strip(), 16);
			// It prints the address before it locks; nothing but its frame says when it sleeps.
			awaitThread(session, waiter.getId(),
					t -> t.getState() == ThreadState.SLEEPING && "mutex_lock".equals(t.getEntry()));
			ApiTable api = session.api();
			get(session.edit(waiter.getId(), Map.of(api.frameWord("eax").regnum(), other)));
		}

		@Override
		String missing(List<TraceEvent> events, Snapshot before) {
			int sleep = first(events, 0, e -> e.getThreadName().equals("edit/waiter") && e.getCause() == Cause.SLEEP
					&& "mutex_lock".equals(e.getEntry()));
			int edit = first(events, sleep + 1, e -> e.getThreadName().equals("edit/waiter") && e.getCause() == Cause.EDIT);
			if (sleep < 0 || edit < 0) {
				return "no event shows the waiter " + (sleep < 0 ? "asleep in mutex_lock" : "edited");
			}
			return events.get(edit).getFrame().word("eax").getValue() != events.get(sleep).getFrame().word("eax").getValue()
					? null
					: "the edit did not change eax";
		}
	},

	/** A thread is destroyed in the middle of a transfer and created anew from its frame. */
	RECREATE("recreate") {
		@Override
		void drive(KernelSession session, QemuMachine machine, Snapshot before) throws Exception {
			int sender = thread(before, "recreate/sender").getId();
			CompletableFuture<ThreadStop> stopped = session.nextStop(sender);
			// One after the other, so that the order of events does not depend on how fast our packets are.
			for (KernelObject object : before.getObjects()) {
				if (object instanceof ThreadObject && object.isScenario() && object.getId() != sender) {
					get(session.resume(object.getId()));
					awaitQuiet(session);
				}
			}
			get(session.until(sender, session.api().cause("fault-hard").orElseThrow(), null));
			stopped.get(DemoCommand.LIMIT.toSeconds(), TimeUnit.SECONDS);
			get(session.destroy(sender));
			get(session.create(sender));
			get(session.resume(sender));
		}

		@Override
		String missing(List<TraceEvent> events, Snapshot before) {
			String sender = "recreate/sender";
			int fault = first(events, 0, e -> isFault(e, sender));
			int destroy = first(events, fault + 1, e -> e.getThreadName().equals(sender) && e.getCause() == Cause.DESTROY);
			int create = first(events, destroy + 1, e -> e.getThreadName().equals(sender) && e.getCause() == Cause.CREATE);
			if (fault < 0) {
				return "no event shows the sender's hard fault with 2048 bytes left at 0x08003000";
			}
			if (destroy < 0 || create < 0) {
				return "no event shows the sender's " + (destroy < 0 ? "end" : "creation");
			}
			return isRest(events.get(create)) ? null : "the sender was not created in the middle of its transfer";
		}
	};

	private static final String OTHER_MUTEX = "edit: other mutex at 0x";
	/**
	 * How long to leave the guest alone before looking whether it is at rest, in the host's time. Looking at a thread that
	 * runs is allowed, but may change the order in which traced threads go on; and the order is to be the same every time.
	 */
	private static final Duration SETTLE = Duration.ofMillis(250);
	private static final Duration QUIET_LIMIT = Duration.ofSeconds(10);
	private static final int WORDS_LEFT = 0x200;
	private static final int NEXT_WORD = 0x08003000;

	private final String id;

	Scenario(String id) {
		this.id = id;
	}

	/** @return as the guest names it */
	@Override
	public String toString() {
		return id;
	}

	/**
	 * @param name as the user typed it
	 * @return the scenario
	 * @throws CommandException if there is none
	 */
	static Scenario named(String name) throws CommandException {
		return Arrays.stream(values()).filter(s -> s.id.equals(name)).findFirst().orElseThrow(
				() -> new CommandException("there is no scenario '" + name + "'; there are: " + String.join(", ", names()), Main.USAGE));
	}

	/** @return all names */
	static List<String> names() {
		return Arrays.stream(values()).map(Scenario::toString).toList();
	}

	/**
	 * Lets the scenario run and does our part in it. Returns when our part is done.
	 *
	 * @param before a snapshot taken before anything ran
	 */
	void drive(KernelSession session, QemuMachine machine, Snapshot before) throws Exception {
		get(session.resume(KernelSession.ALL_SCENARIO_THREADS));
	}

	/**
	 * @param before a snapshot taken before anything ran
	 * @return what the trace should show and does not; null if all is there
	 */
	abstract String missing(List<TraceEvent> events, Snapshot before);

	private static boolean isFault(TraceEvent event, String thread) {
		return event.getThreadName().equals(thread) && event.getCause() == Cause.FAULT_HARD
				&& "ipc_client_send".equals(event.getEntry()) && isRest(event);
	}

	/** Whether 2048 of the 8192 bytes are left, to the digit of the paper. */
	private static boolean isRest(TraceEvent event) {
		return event.getFrame().word("ecx").getValue() == WORDS_LEFT
				&& event.getFrame().word("esi").getValue() == NEXT_WORD;
	}

	private static int first(List<TraceEvent> events, int from, Predicate<TraceEvent> accept) {
		for (int i = Math.max(from, 0); i < events.size(); i++) {
			if (accept.test(events.get(i))) {
				return i;
			}
		}
		return -1;
	}

	private static ObjectType type(Snapshot snapshot, int id) {
		return snapshot.getObjects().stream().filter(o -> o.getId() == id).map(KernelObject::getType).findFirst()
				.orElse(null);
	}

	private static ThreadObject thread(Snapshot snapshot, String name) throws CommandException {
		Optional<ThreadObject> found = snapshot.getObjects().stream().filter(ThreadObject.class::isInstance)
				.map(ThreadObject.class::cast).filter(t -> t.getName().equals(name)).findFirst();
		return found.orElseThrow(() -> new CommandException("the kernel has no thread named " + name));
	}

	/** Waits until no thread of the scenario is about to run. */
	static void awaitQuiet(KernelSession session) throws Exception {
		long end = System.nanoTime() + QUIET_LIMIT.toNanos();
		boolean busy = true;
		while (busy && System.nanoTime() < end) {
			Thread.sleep(SETTLE.toMillis());
			busy = get(session.snapshot()).getObjects().stream().filter(ThreadObject.class::isInstance)
					.map(ThreadObject.class::cast).filter(KernelObject::isScenario)
					.anyMatch(t -> t.getState() == ThreadState.RUNNABLE || t.getState() == ThreadState.RUNNING);
		}
	}

	private static void awaitThread(KernelSession session, int tid, Predicate<ThreadObject> accept) throws Exception {
		long end = System.nanoTime() + DemoCommand.LIMIT.toNanos();
		while (System.nanoTime() < end) {
			Thread.sleep(SETTLE.toMillis());
			for (KernelObject object : get(session.snapshot()).getObjects()) {
				if (object.getId() == tid && object instanceof ThreadObject thread && accept.test(thread)) {
					return;
				}
			}
		}
		throw new CommandException("the thread did not come to where it was awaited");
	}

	static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(DemoCommand.LIMIT.toSeconds(), TimeUnit.SECONDS);
	}
}
