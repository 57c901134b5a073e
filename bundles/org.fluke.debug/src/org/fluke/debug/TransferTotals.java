// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.IntConsumer;

import org.fluke.bridge.KernelSession;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.debug.snapshot.ThreadState;

/**
 * How large a buffer was when its transfer began. A frame holds only what is left of it. The rest is in the thread's recorded
 * stages, if it is recorded, or in the parameter block, as long as the thread still points at one; either is believed only
 * if its buffer ends where the frame's does. Thread-safe.
 */
public final class TransferTotals {

	private static final int WORD = 4;
	private static final int PARAMETERS = 36;
	private static final int SEND = 4;
	private static final int RECEIVE = 20;
	private static final int REMEMBERED = 4096;
	private static final int UNKNOWN = -1;

	/** The end of a buffer, and where its size may be written. */
	private record Transfer(int tid, int parameters, int end, boolean sends) {
	}

	private final KernelSession session;
	private final TraceLog trace;
	private final Set<IntConsumer> listeners = new CopyOnWriteArraySet<>();
	private final Map<Transfer, Integer> totals = new LinkedHashMap<>() {
		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<Transfer, Integer> eldest) {
			return size() > REMEMBERED;
		}
	};

	TransferTotals(KernelSession session, TraceLog trace) {
		this.session = session;
		this.trace = trace;
	}

	/** @param listener hears the tid of a thread whose total has become known, on a thread of the bridge */
	public void addListener(IntConsumer listener) {
		listeners.add(listener);
	}

	/** @param listener hears nothing any more */
	public void removeListener(IntConsumer listener) {
		listeners.remove(listener);
	}

	/**
	 * @param state of a thread
	 * @return whether it is in the middle of a message
	 */
	public static boolean isTransfer(ThreadState state) {
		return state.entry().filter(e -> e.registersIn().contains("ecx=words")).isPresent(); //$NON-NLS-1$
	}

	/**
	 * @param state of a thread
	 * @return whether it sends; if not, it receives
	 */
	public static boolean sends(ThreadState state) {
		return state.entry().map(EntryPoint::registersIn).filter(r -> r.contains("ecx=words left")).isPresent(); //$NON-NLS-1$
	}

	/**
	 * @param state of a thread in the middle of a message
	 * @return bytes that it has still to move in this buffer, or room for
	 */
	public static long left(ThreadState state) {
		return Integer.toUnsignedLong(state.word("ecx")) * WORD; //$NON-NLS-1$
	}

	/**
	 * Asks the kernel if need be; the answer comes later.
	 *
	 * @param state of a thread in the middle of a message
	 * @return bytes of the whole buffer, if they are known
	 */
	public OptionalInt total(ThreadState state) {
		int left = state.word("ecx"); //$NON-NLS-1$
		int recorded = trace.mostLeft(state.tid(), state.entry().orElse(null), state.word("esi") + left * WORD); //$NON-NLS-1$
		if (Integer.compareUnsigned(recorded, left) > 0) {
			return OptionalInt.of(recorded * WORD);
		}
		Transfer transfer = new Transfer(state.tid(), state.word("ebx"), state.word("esi") + left * WORD, sends(state)); //$NON-NLS-1$ //$NON-NLS-2$
		synchronized (totals) {
			Integer known = totals.get(transfer);
			if (known != null) {
				return known < left * WORD ? OptionalInt.empty() : OptionalInt.of(known);
			}
			totals.put(transfer, UNKNOWN);
		}
		session.readMemory(transfer.tid, transfer.parameters, PARAMETERS).thenAccept(block -> {
			ByteBuffer words = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
			int at = transfer.sends ? SEND : RECEIVE;
			int count = words.getInt(at);
			int from = words.getInt(at + WORD);
			if (count > 0 && count <= Integer.MAX_VALUE / WORD && from + count * WORD == transfer.end) {
				synchronized (totals) {
					totals.put(transfer, count * WORD);
				}
				listeners.forEach(l -> l.accept(transfer.tid));
			}
		}).exceptionally(e -> null); // nothing readable there: the total stays unknown
		return OptionalInt.empty();
	}
}
