// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.api.RestartPoint;
import org.fluke.model.KernelObject;
import org.fluke.model.ObjectType;
import org.fluke.model.ThreadObject;
import org.fluke.model.ThreadState;

/**
 * Says what a thread will do when it goes on from a frame: <em>will lock mutex m2, which is free: it will go on at
 * once</em>. What registers mean, whether an entry point waits and what comes after it is the API table's; whether it will
 * have to wait is what the snapshot knows.
 */
final class ResumePreview {

	/** Entry points that an entry point's restart behaviour names as its next stages. */
	private static final Pattern STAGE = Pattern.compile("(?:→|eip:=)\\s*(?:eip:=)?([a-z_]+)");

	private final ApiTable api;
	private final FrameDecoder decoder;
	private final Surroundings around;
	private final int[] words;

	ResumePreview(ApiTable api, FrameDecoder decoder, Surroundings around, int[] words) {
		this.api = api;
		this.decoder = decoder;
		this.around = around;
		this.words = words;
	}

	/** @return what comes next, a sentence without its subject and full stop: {@code will lock mutex m2 ...} */
	String text() {
		RestartPoint at = api.at(word("eip")).orElse(null);
		if (at == null && api.unknownEntry(word("eip")).isPresent()) {
			return "will continue at " + FrameDecoder.unknown(api.unknownEntry(word("eip")).getAsInt());
		}
		if (at == null) {
			return "will run user code at " + FrameDecoder.hex(word("eip"))
					+ (around.isMapped(word("eip")) ? "" : ", where nothing is mapped: it will fault at once");
		}
		EntryPoint entry = at.entry();
		if (at.completed()) {
			String outcome = decoder.outcome(entry, words);
			return "will return from " + entry.name() + (outcome.isEmpty() ? "" : ": " + outcome);
		}
		return "will " + (decoder.isTransfer(entry) ? transfer(entry) : call(entry));
	}

	/**
	 * @param object any
	 * @return type and name; only the name if that is made from the type
	 */
	static String describe(KernelObject object) {
		String type = object.getType().getLiteral();
		return object.getName().startsWith(type + "@") ? object.getName() : type + " " + object.getName();
	}

	/**
	 * @param entry any
	 * @return which half of a thread's connections it works with, "client" or "server"; empty if with none
	 */
	static String half(EntryPoint entry) {
		return entry.name().startsWith("ipc_client_") && !entry.name().contains("connect") ? "client"
				: entry.name().startsWith("ipc_server_") || entry.name().startsWith("ipc_reply") ? "server" : "";
	}

	/**
	 * @param half client or server
	 * @return the thread's link to that half's peer
	 */
	static String peerLink(String half) {
		return half.equals("client") ? "server" : "client";
	}

	/**
	 * @param half client or server
	 * @return the flag of that half's being the sender
	 */
	static String sender(String half) {
		return half.toUpperCase(Locale.ROOT) + "_SENDER";
	}

	// ---- messages

	private String transfer(EntryPoint entry) {
		boolean sends = decoder.sends(entry);
		int count = word("ecx");
		int eax = word("eax");
		String peer = peer(entry).map(p -> (sends ? " to " : " from ") + describe(p)).orElse("");
		if (around.isKnown() && peer(entry).isEmpty()) {
			return half(entry).equals("server") && has("SERVER_IDEMPOTENT") ? "drop its answer: the client is gone" + then(entry)
					: (sends ? "send nothing" : "receive nothing") + ": the " + half(entry) + " half has no peer; " + entry.name()
							+ " returns " + (sends ? "IPC_SEND_DISCONNECTED" : "IPC_RECV_DISCONNECTED");
		}
		if (around.isKnown() && !entry.name().contains("_ack_") && sends != has(sender(half(entry)))
				&& !(sends && has("SERVER_IDEMPOTENT") && half(entry).equals("server"))) {
			return "get the insanity " + (sends ? "NOT_SENDER" : "NOT_RECEIVER") + ": the " + half(entry) + " half is "
					+ (sends ? "not " : "") + "the sender";
		}
		String more = FrameDecoder.buffers(eax);
		StringBuilder text = new StringBuilder(entry.name().contains("_ack_") ? "take the line over, then " : "");
		if (count == 0 && more.isEmpty()) {
			text.append(sends ? "send nothing more" : "receive nothing more: its buffers are full");
		} else {
			text.append(sends ? "send " : "receive up to ").append(words(count)).append(sends ? " from " : " into ")
					.append(FrameDecoder.hex(word("esi")));
			if (!more.isEmpty()) {
				text.append(" and ").append(more);
			}
		}
		text.append(peer);
		peer(entry).ifPresent(p -> text.append(readiness(p)));
		return text.append(then(entry)).toString();
	}

	/** What the peer does while we want to move words: what keeps them from moving. */
	private static String readiness(KernelObject peer) {
		return peer instanceof ThreadObject thread && thread.getState() == ThreadState.STOPPED ? ", which is stopped" : "";
	}

	private Optional<KernelObject> peer(EntryPoint entry) {
		return half(entry).isEmpty() ? Optional.empty() : around.link(peerLink(half(entry)));
	}

	// ---- other calls

	private String call(EntryPoint entry) {
		List<Operand> operands = Operand.of(api, entry);
		String text = verb(entry, operands);
		String fate = fate(entry, operands);
		if (fate.isEmpty()) {
			fate = switch (entry.category()) {
			case "Long" -> " and may wait there";
			default -> "";
			};
		}
		return text + fate + then(entry);
	}

	/** The entry point's name in English with its operands: {@code lock mutex m2}. */
	private String verb(EntryPoint entry, List<Operand> operands) {
		List<String> objects = new ArrayList<>();
		List<String> rest = new ArrayList<>();
		for (Operand operand : operands) {
			int value = operand.value(api, words);
			String brief = operand.meaning().replaceAll("\\s*(\\(.*|;.*|, null.*)", "").replaceAll("\\*$", "");
			switch (operand.kind()) {
			case OBJECT, REFERENCE -> {
				if (value != 0 || !operand.optional()) {
					objects.add(object(operand, value).map(ResumePreview::describe)
							.orElse((operand.type().isEmpty() ? brief : operand.type()) + " at " + FrameDecoder.hex(value)));
				}
			}
			case SELF -> {
				// Always the thread itself.
			}
			case VALUE -> rest.add(brief + " " + (operand.register().equals("eax") || operand.register().equals("ebx")
					? Integer.toUnsignedString(value)
					: FrameDecoder.hex(value)));
			case NEW_OBJECT, POINTER -> {
				if (value != 0 || !operand.optional()) {
					rest.add(brief + " at " + FrameDecoder.hex(value));
				}
			}
			default -> {
				// Counts and tables are a transfer's.
			}
			}
		}
		String simple = simpleVerb(entry);
		String named = objects.isEmpty() ? "" : " " + String.join(", ", objects);
		String with = rest.isEmpty() ? "" : " with " + String.join(", ", rest);
		return simple.isEmpty() ? "call " + entry.name() + (named.isEmpty() ? "" : " on" + named) + with
				: simple + named + with;
	}

	/** The part of the name after the object type, if that is one verb: mutex_lock on a mutex is "lock". */
	private String simpleVerb(EntryPoint entry) {
		String type = api.objectTypes().stream().map(t -> t.name()).filter(t -> entry.name().startsWith(t + "_")).findFirst()
				.orElse("");
		String verb = type.isEmpty() ? "" : entry.name().substring(type.length() + 1);
		return switch (verb) {
		case "lock", "unlock", "destroy", "signal", "interrupt" -> verb;
		case "broadcast" -> "wake all that wait for";
		case "trylock" -> "try to lock";
		case "wait" -> type.equals("cond") ? "wait for" : "";
		default -> "";
		};
	}

	/** What the snapshot knows about how a call will end or why it will wait. */
	private String fate(EntryPoint entry, List<Operand> operands) {
		if (!around.isKnown()) {
			return "";
		}
		for (Operand operand : operands) {
			String insanity = insanity(operand);
			if (!insanity.isEmpty()) {
				return ": " + insanity;
			}
		}
		Optional<KernelObject> first = operands.stream().filter(o -> o.register().equals("eax")).findFirst()
				.flatMap(o -> object(o, o.value(api, words)));
		return switch (entry.name()) {
		case "mutex_lock" -> first.map(m -> locked(m, "it will wait", "it will go on at once")).orElse("");
		case "mutex_trylock" -> first.map(m -> locked(m, "it will get MUTEX_HELD", "it will get it")).orElse("");
		case "mutex_unlock" -> first.map(this::unlocked).orElse("");
		case "cond_signal", "cond_broadcast" -> first.map(this::signalled).orElse("");
		case "cond_wait" -> secondMutex(operands);
		case "ipc_setup_wait_receive" -> first.map(this::served).orElse("");
		case "ipc_wait_receive" -> around.objectAt(word("server_pset")).map(p -> " at " + describe(p) + served(p))
				.orElse(": there is no portset at " + FrameDecoder.hex(word("server_pset")));
		case "thread_wait" -> first.filter(ThreadObject.class::isInstance)
				.map(t -> ((ThreadObject) t).getState() == ThreadState.STOPPED ? ", which is stopped: it will go on at once"
						: ": it will wait until that is stopped or destroyed")
				.orElse(word("eax") == 0 ? ": it will wait until it is interrupted" : "");
		default -> first.filter(o -> o.getType() == ObjectType.PORT).map(this::connected).orElseGet(() -> turn(entry));
		};
	}

	private String insanity(Operand operand) {
		int value = operand.value(api, words);
		boolean reference = operand.kind() == Operand.Kind.REFERENCE;
		if (!reference && operand.kind() != Operand.Kind.OBJECT || value == 0 && operand.optional()) {
			return "";
		}
		Optional<KernelObject> there = around.objectAt(value);
		String wanted = reference ? "ref" : operand.type();
		if (there.isEmpty()) {
			return "nothing is there, the kernel will raise NO_OBJECT";
		}
		if (!wanted.isEmpty() && !there.get().getType().getLiteral().equals(wanted)) {
			return describe(there.get()) + " is none, the kernel will raise " + (reference ? "NOT_REF" : "NOT_TYPE");
		}
		return "";
	}

	private String locked(KernelObject mutex, String waits, String goes) {
		if (Surroundings.value(mutex, "locked") == 0) {
			return ", which is free: " + goes;
		}
		Optional<KernelObject> owner = Surroundings.link(mutex, "owner");
		if (owner.filter(o -> o == around.thread()).isPresent() && waits.equals("it will wait")) {
			return ", which it owns already: the kernel will raise MUTEX_LOCKED";
		}
		return ", which " + owner.map(o -> o == around.thread() ? "it owns itself" : describe(o) + " owns").orElse("is locked")
				+ ": " + waits;
	}

	private String unlocked(KernelObject mutex) {
		if (Surroundings.value(mutex, "locked") == 0) {
			return ", which is not locked: the kernel will raise MUTEX_NOT_LOCKED";
		}
		Optional<KernelObject> owner = Surroundings.link(mutex, "owner").filter(o -> o != around.thread());
		return owner.map(o -> ", which " + describe(o) + " owns: the kernel will raise MUTEX_NOT_OWNER")
				.orElseGet(() -> waiting(mutex, t -> true).map(w -> ", for which " + w + " waits").orElse(", for which nobody waits"));
	}

	private String signalled(KernelObject cond) {
		return waiting(cond, t -> true).map(w -> ", for which " + w + " waits").orElse(", for which nobody waits");
	}

	private String secondMutex(List<Operand> operands) {
		return operands.stream().filter(o -> o.register().equals("ebx")).findFirst()
				.flatMap(o -> object(o, o.value(api, words))).map(m -> {
					boolean owns = Surroundings.link(m, "owner").filter(o -> o == around.thread()).isPresent();
					return owns ? ", unlocking " + describe(m) + " meanwhile"
							: ": it does not own " + describe(m) + ", the kernel will raise "
									+ (Surroundings.value(m, "locked") == 0 ? "MUTEX_NOT_LOCKED" : "MUTEX_NOT_OWNER");
				}).orElse("");
	}

	/** A server comes to a portset: does a client wait at one of its ports? */
	private String served(KernelObject pset) {
		return portsOf(pset).stream().map(p -> waiting(p, t -> true).map(c -> ": " + c + " waits at " + describe(p)
				+ ", it will be served at once")).flatMap(Optional::stream).findFirst().orElse(" and wait there for a client");
	}

	private List<KernelObject> portsOf(KernelObject pset) {
		return around.thread().eContainer() instanceof org.fluke.model.Snapshot snapshot ? snapshot.getObjects().stream()
				.filter(o -> o.getType() == ObjectType.PORT && Surroundings.link(o, "pset").filter(p -> p == pset).isPresent())
				.toList() : List.of();
	}

	/** A client comes to a port: does a server wait there? */
	private String connected(KernelObject port) {
		return Surroundings.link(port, "pset")
				.flatMap(pset -> waiting(pset, t -> t.getState() == ThreadState.SLEEPING))
				.map(s -> ", where " + s + " waits: it will be served at once").orElse(", where nobody serves now: it will wait");
	}

	/** The line between two threads turns: offered with "over", taken with "ack". */
	private String turn(EntryPoint entry) {
		if (half(entry).isEmpty() || entry.name().endsWith("_disconnect")) {
			return "";
		}
		Optional<KernelObject> peer = peer(entry);
		return peer.map(p -> ", with " + describe(p) + " at the other end" + readiness(p))
				.orElse(": the " + half(entry) + " half has no peer, it returns a DISCONNECTED status");
	}

	private Optional<String> waiting(KernelObject object, Predicate<ThreadObject> accept) {
		List<ThreadObject> waiting = around.waitingFor(object).stream().filter(accept).toList();
		return waiting.isEmpty() ? Optional.empty()
				: Optional.of(describe(waiting.getFirst())
						+ (waiting.size() == 1 ? "" : " (and " + (waiting.size() - 1) + " more)"));
	}

	/** The object that an operand means: for a reference the one at which it points. */
	private Optional<KernelObject> object(Operand operand, int address) {
		Optional<KernelObject> there = around.objectAt(address);
		return operand.kind() == Operand.Kind.REFERENCE
				? there.filter(o -> o.getType() == ObjectType.REFERENCE).flatMap(o -> Surroundings.link(o, "target"))
				: there;
	}

	// ---- what comes after

	private String then(EntryPoint entry) {
		Matcher matcher = STAGE.matcher(entry.restart());
		List<String> stages = matcher.results().map(r -> r.group(1)).filter(n -> api.entryPoint(n).isPresent()).distinct()
				.filter(n -> !n.equals(entry.name())).collect(Collectors.toList());
		return stages.isEmpty() ? "" : ", then " + String.join(" and ", stages);
	}

	private static String words(int count) {
		return Integer.toUnsignedString(count) + (count == 1 ? " word" : " words") + " (" + FrameDecoder.bytes(count) + ")";
	}

	private int word(String name) {
		return words[api.frameWord(name).index()];
	}

	private boolean has(String flag) {
		return (word("flags") & api.flag(flag).mask()) != 0;
	}
}
