// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.math.BigInteger;
import java.util.Map;
import java.util.WeakHashMap;

import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.model.IMemoryBlock;
import org.eclipse.debug.core.model.IMemoryBlockExtension;
import org.eclipse.debug.core.model.IMemoryBlockRetrievalExtension;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.api.FrameWord;
import org.fluke.debug.internal.Messages;
import org.fluke.debug.snapshot.ThreadState;

/** The memory of a thread's space, as the platform's Memory view asks for it. The system keeps running meanwhile. */
public final class ThreadMemory implements IMemoryBlockRetrievalExtension {

	private final KernelThread thread;
	private final Map<ThreadMemoryBlock, Boolean> blocks = new WeakHashMap<>();

	ThreadMemory(KernelThread thread) {
		this.thread = thread;
	}

	@Override
	public boolean supportsStorageRetrieval() {
		return thread.isAvailable();
	}

	@Override
	public IMemoryBlock getMemoryBlock(long startAddress, long length) {
		return block("0x" + Long.toHexString(startAddress), (int) startAddress); //$NON-NLS-1$
	}

	/**
	 * @param expression an address, a word of the frame, or one plus or minus a number: {@code esi}, {@code esp+0x10}
	 */
	@Override
	public IMemoryBlockExtension getExtendedMemoryBlock(String expression, Object context) throws DebugException {
		return block(expression.strip(), evaluate(expression.strip(), thread.state()));
	}

	private ThreadMemoryBlock block(String expression, int address) {
		ThreadMemoryBlock block = new ThreadMemoryBlock(thread, expression, address);
		synchronized (blocks) {
			blocks.put(block, true);
		}
		return block;
	}

	void forget(ThreadMemoryBlock block) {
		synchronized (blocks) {
			blocks.remove(block);
		}
	}

	/** A newer snapshot has another frame of the thread, so it may have written. */
	void changed() {
		synchronized (blocks) {
			blocks.keySet().forEach(ThreadMemoryBlock::changed);
		}
	}

	/** @return the value of an expression */
	private int evaluate(String expression, ThreadState state) throws DebugException {
		int sign = Math.max(expression.indexOf('+'), expression.lastIndexOf('-'));
		if (sign > 0) {
			int offset = term(expression.substring(sign + 1).strip(), state, expression);
			int base = term(expression.substring(0, sign).strip(), state, expression);
			return expression.charAt(sign) == '+' ? base + offset : base - offset;
		}
		return term(expression, state, expression);
	}

	private int term(String term, ThreadState state, String expression) throws DebugException {
		for (FrameWord word : thread.getKernel().api().frameWords()) {
			if (word.name().equalsIgnoreCase(term) || ('$' + word.name()).equalsIgnoreCase(term)) {
				return state.word(word);
			}
		}
		try {
			BigInteger number = term.startsWith("0x") || term.startsWith("0X") ? new BigInteger(term.substring(2), 16) //$NON-NLS-1$ //$NON-NLS-2$
					: new BigInteger(term);
			if (number.signum() >= 0 && number.bitLength() <= Integer.SIZE) {
				return number.intValue();
			}
		} catch (NumberFormatException e) {
			// Said below.
		}
		throw new DebugException(FlukeDebug.error(NLS.bind(Messages.ThreadMemory_badExpression, expression), null));
	}
}
