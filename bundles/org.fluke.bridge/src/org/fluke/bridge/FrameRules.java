// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.fluke.bridge.FrameEdit.Problem;
import org.fluke.bridge.FrameEdit.Severity;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.api.Flag;
import org.fluke.bridge.api.FrameWord;
import org.fluke.bridge.api.RestartPoint;
import org.fluke.model.KernelObject;

/**
 * What is wrong or doubtful with a frame that a user has changed: what the kernel would refuse, what contradicts the
 * thread's links, and what the register contract of the entry point does not allow. Only what was changed is judged, and
 * what gets another meaning by a change: a thread may well have come to a strange frame by itself.
 */
final class FrameRules {

	/** User memory ends here; above are the ABI block, the entry page and the kernel (fluke/types.h). */
	static final int USER_END = 0xc0000000;
	/** Objects stand at multiples of this, in bytes (insanity NOT_ALIGNED). */
	private static final int OBJECT_ALIGNMENT = 16;
	/** Message buffers stand at multiples of this, in bytes (insanity BUFFER_UNALIGNED). */
	private static final int BUFFER_ALIGNMENT = 4;
	/** Largest priority of the built-in scheduler; the kernel refuses others. */
	private static final int PRIORITY_MAX = 31;
	/** What user code may set in eflags: CF PF AF ZF SF DF OF ID; the rest is the kernel's. */
	private static final int EFLAGS_USER = 0x200cd5;
	/** Bits of eflags that the kernel sets whatever is asked for: IF, and one without a name. */
	private static final int EFLAGS_FIXED = 0x202;
	/** The processor's I/O privilege bits in eflags. */
	private static final int IOPL = 0x3000;
	/** The cause that the flags word also holds. */
	private static final int CAUSE = 0x0f000000;
	private static final Set<String> RUN_STATE = Set.of("STOPPED", "TRACE", "PEEK");

	private final ApiTable api;
	private final FrameDecoder decoder;
	private final Surroundings around;
	private final int[] before;
	private final int[] after;
	private final List<Problem> problems = new ArrayList<>();

	FrameRules(ApiTable api, FrameDecoder decoder, Surroundings around, int[] before, int[] after) {
		this.api = api;
		this.decoder = decoder;
		this.around = around;
		this.before = before;
		this.after = after;
	}

	/** @return errors first */
	List<Problem> problems() {
		code();
		priority();
		eflags("eflags");
		eflags("saved_eflags");
		flags();
		halfFlags("CLIENT", "server");
		halfFlags("SERVER", "client");
		pseudoRegisters();
		thread();
		api.at(after("eip")).filter(p -> !p.completed()).map(RestartPoint::entry).ifPresent(this::contract);
		return problems.stream().sorted((a, b) -> a.severity().compareTo(b.severity())).toList();
	}

	private void code() {
		if (changed("eip") && api.at(after("eip")).isEmpty() && api.unknownEntry(after("eip")).isEmpty()) {
			if (Integer.compareUnsigned(after("eip"), USER_END) >= 0) {
				error("eip", "user code ends at " + FrameDecoder.hex(USER_END) + ", and no entry point stands at "
						+ FrameDecoder.hex(after("eip")));
			} else if (!around.isMapped(after("eip"))) {
				warn("eip", "nothing is mapped at " + FrameDecoder.hex(after("eip")) + ": the thread will fault at once");
			}
		}
		for (FrameWord word : api.frameWords()) {
			boolean handler = word.name().endsWith("_handler") || word.name().endsWith("_eip") && word.group().equals("server");
			if (handler && changed(word.name()) && Integer.compareUnsigned(after(word.name()), USER_END) >= 0
					&& api.at(after(word.name())).isEmpty()) {
				error(word.name(), "user code ends at " + FrameDecoder.hex(USER_END));
			}
		}
	}

	private void priority() {
		if (changed("sched_val") && Integer.compareUnsigned(after("sched_val"), PRIORITY_MAX) > 0) {
			error("sched_val", "priorities go from 0 to " + PRIORITY_MAX + ": the kernel will refuse "
					+ Integer.toUnsignedString(after("sched_val")));
		}
	}

	private void eflags(String name) {
		int set = after(name) & ~before(name);
		int differs = after(name) ^ before(name);
		if ((set & IOPL) != 0) {
			error(name, "I/O privilege (bits 12 and 13) is not a thread's to take: it is given when a driver is created");
		} else if ((differs & ~EFLAGS_USER & ~IOPL) != 0) {
			int bit = Integer.numberOfTrailingZeros(differs & ~EFLAGS_USER & ~IOPL);
			error(name, "bit " + bit + " belongs to the kernel, which keeps it "
					+ ((EFLAGS_FIXED >> bit & 1) != 0 ? "set" : "clear"));
		}
	}

	/** The bits of {@code flags} that are the thread's own, whatever frame it gets: its run state and its last cause. */
	static int ownFlags(ApiTable api) {
		return api.flags().stream().filter(f -> RUN_STATE.contains(f.identifier())).mapToInt(Flag::mask).reduce(CAUSE, (a, b) -> a | b);
	}

	private void flags() {
		int differs = after("flags") ^ before("flags");
		if (differs == 0) {
			return;
		}
		int known = CAUSE;
		for (Flag flag : api.flags()) {
			known |= flag.mask();
			if (RUN_STATE.contains(flag.identifier()) && (differs & flag.mask()) != 0) {
				error("flags", flag.identifier() + " is not changed by an edit: stop or resume the thread instead");
			}
		}
		if ((differs & CAUSE) != 0) {
			error("flags", "bits 24 to 27 hold the last cause, which the kernel writes");
		}
		if ((differs & ~known) != 0) {
			warn("flags", "bit " + Integer.numberOfTrailingZeros(differs & ~known) + " has no meaning");
		}
	}

	/** The flags of one half of a connection against the link to its peer. */
	private void halfFlags(String half, String link) {
		if (!changed("flags")) {
			return;
		}
		for (String role : List.of("_SENDER", "_ACK")) {
			if (has(half + role) && !had(half + role) && around.isKnown() && around.link(link).isEmpty()) {
				error("flags", half + role + " without a connection: the thread's link '" + link + "' is null");
			}
		}
		if (has(half + "_SENDER") && has(half + "_ACK")) {
			error("flags", half + "_SENDER and " + half + "_ACK exclude each other: a sender already has the line");
		}
	}

	private void pseudoRegisters() {
		for (String name : List.of("pr0", "pr1")) {
			if (changed(name) && !has("MIN_VALID")) {
				warn(name, "nobody reads it while the flag MIN_VALID is clear");
			}
		}
	}

	private void thread() {
		if (changed("thread_va")) {
			warn("thread_va", "a thread whose thread_va is not where its object is mapped can't run");
		}
		if (changed("esp") && Integer.compareUnsigned(after("esp"), USER_END) > 0) {
			warn("esp", "user memory ends at " + FrameDecoder.hex(USER_END) + ": the thread will fault when it uses its stack");
		}
	}

	/** The register contract of the entry point at which the thread will stand. */
	private void contract(EntryPoint entry) {
		List<Operand> operands = Operand.of(api, entry);
		for (Operand operand : operands) {
			if (!changed(operand.word()) && !changed("eip")) {
				continue;
			}
			int value = operand.value(api, after);
			switch (operand.kind()) {
			case OBJECT, REFERENCE, NEW_OBJECT -> object(operand, value);
			case SELF -> {
				if (value != after("thread_va")) {
					error(operand.word(), "has to be the thread itself, " + FrameDecoder.hex(after("thread_va"))
							+ ": the kernel will raise NOT_CURRENT_THREAD");
				}
			}
			case POINTER -> pointer(operand, value);
			case ROWS -> {
				String table = operand.register().equals("al") ? "edi" : "edx";
				if (value != 0 && after(table) == 0) {
					warn("eax", value + " more " + operand.meaning().replaceAll("\\w+ ", "") + ", and their table (" + table
							+ ") is null");
				}
			}
			default -> {
				// Any number will do.
			}
			}
		}
		if (decoder.isTransfer(entry)) {
			buffer(entry);
		}
		role(entry);
	}

	private void object(Operand operand, int value) {
		if (value == 0 && operand.optional()) {
			return;
		}
		String name = operand.word();
		String what = operand.kind() == Operand.Kind.REFERENCE ? "a reference" : operand.type().isEmpty() ? "an object"
				: (operand.kind() == Operand.Kind.NEW_OBJECT ? "a new " : "a ") + operand.type();
		if (value % OBJECT_ALIGNMENT != 0) {
			error(name, "is the address of " + what + ", a multiple of " + OBJECT_ALIGNMENT
					+ ": the kernel will raise NOT_ALIGNED");
		} else if (Integer.compareUnsigned(value, USER_END) >= 0) {
			error(name, "is the address of " + what + ", and user memory ends at " + FrameDecoder.hex(USER_END)
					+ ": the kernel will raise INVALID_ADDRESS");
		} else if (around.isKnown()) {
			Optional<KernelObject> found = around.objectAt(value);
			String wanted = operand.kind() == Operand.Kind.REFERENCE ? "ref" : operand.type();
			if (operand.kind() == Operand.Kind.NEW_OBJECT) {
				found.ifPresent(o -> warn(name, ResumePreview.describe(o) + " is there: the kernel will raise OBJECT_EXISTS"));
			} else if (found.isEmpty()) {
				warn(name, "the snapshot knows of no object at " + FrameDecoder.hex(value) + ": the kernel will raise NO_OBJECT");
			} else if (!wanted.isEmpty() && !found.get().getType().getLiteral().equals(wanted)) {
				warn(name, "is the address of " + ResumePreview.describe(found.get()) + ", not of " + what
						+ ": the kernel will raise " + (wanted.equals("ref") ? "NOT_REF" : "NOT_TYPE"));
			}
		}
	}

	private void pointer(Operand operand, int value) {
		if (value == 0 && operand.optional()) {
			return;
		}
		if (Integer.compareUnsigned(value, USER_END) >= 0) {
			error(operand.word(), "points at memory (" + operand.meaning() + "), and user memory ends at "
					+ FrameDecoder.hex(USER_END) + ": the kernel will raise INVALID_ADDRESS");
		} else if (!around.isMapped(value)) {
			warn(operand.word(), "nothing is mapped at " + FrameDecoder.hex(value) + " (" + operand.meaning() + ")");
		}
	}

	private void buffer(EntryPoint entry) {
		if (!changed("esi") && !changed("ecx") && !changed("eip") || after("ecx") == 0) {
			return;
		}
		int address = after("esi");
		long end = Integer.toUnsignedLong(address) + 4 * Integer.toUnsignedLong(after("ecx"));
		String culprit = changed("esi") ? "esi" : changed("ecx") ? "ecx" : "eip";
		if (address % BUFFER_ALIGNMENT != 0) {
			error("esi", "message buffers are multiples of " + BUFFER_ALIGNMENT + ": the kernel will raise BUFFER_UNALIGNED");
		} else if (end > Integer.toUnsignedLong(USER_END)) {
			error(culprit, "the buffer would end at 0x%x, outside of user memory: the kernel will raise INVALID_ADDRESS"
					.formatted(end));
		} else if (!around.isMapped(address) || !around.isMapped((int) (end - 4))) {
			int hole = around.isMapped(address) ? (int) (end - 4) : address;
			warn(culprit, "nothing is mapped at " + FrameDecoder.hex(hole) + ", which " + entry.name() + " will use");
		}
	}

	/** Whether the half that the entry point works with may do that: send as a sender, receive as a receiver. */
	private void role(EntryPoint entry) {
		String half = ResumePreview.half(entry);
		if (half.isEmpty() || !changed("flags") && !changed("eip") || !around.isKnown()
				|| around.link(ResumePreview.peerLink(half)).isEmpty() || has("SERVER_IDEMPOTENT") && half.equals("server")) {
			return;
		}
		String sender = ResumePreview.sender(half);
		String at = changed("flags") ? "flags" : "eip";
		if (decoder.sends(entry) && !entry.name().contains("_ack_") && !has(sender)) {
			error(at, "the " + half + " half is not the sender: the kernel will raise NOT_SENDER");
		} else if (decoder.isTransfer(entry) && !decoder.sends(entry) && has(sender)) {
			error(at, "the " + half + " half is the sender: the kernel will raise NOT_RECEIVER");
		}
	}

	private int after(String word) {
		return after[api.frameWord(word).index()];
	}

	private int before(String word) {
		return before[api.frameWord(word).index()];
	}

	private boolean changed(String word) {
		return after(word) != before(word);
	}

	private boolean has(String flag) {
		return (after("flags") & api.flag(flag).mask()) != 0;
	}

	private boolean had(String flag) {
		return (before("flags") & api.flag(flag).mask()) != 0;
	}

	private void error(String word, String message) {
		problems.add(new Problem(Severity.ERROR, api.frameWord(word), message));
	}

	private void warn(String word, String message) {
		problems.add(new Problem(Severity.WARNING, api.frameWord(word), message));
	}
}
