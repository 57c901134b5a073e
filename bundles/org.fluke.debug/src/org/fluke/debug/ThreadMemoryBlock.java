// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.math.BigInteger;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.model.IMemoryBlockExtension;
import org.eclipse.debug.core.model.IMemoryBlockRetrieval;
import org.eclipse.debug.core.model.MemoryByte;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.BridgeException;
import org.fluke.bridge.RefusedException;
import org.fluke.debug.internal.Messages;

/** Memory of a thread's space from one address on. Bytes that are not there are shown as such. */
final class ThreadMemoryBlock extends KernelDebugElement implements IMemoryBlockExtension {

	private static final int PAGE = 4096;
	private static final long PATIENCE_SECONDS = 15;
	private static final BigInteger END = BigInteger.ONE.shiftLeft(Integer.SIZE).subtract(BigInteger.ONE);

	private final KernelThread thread;
	private final String expression;
	private final int base;

	ThreadMemoryBlock(KernelThread thread, String expression, int base) {
		super(thread.getKernel());
		this.thread = thread;
		this.expression = expression;
		this.base = base;
	}

	void changed() {
		fireChangeEvent(DebugEvent.CONTENT);
	}

	@Override
	public String getExpression() {
		return NLS.bind(Messages.ThreadMemoryBlock_name, expression, thread.getName());
	}

	@Override
	public BigInteger getBigBaseAddress() {
		return BigInteger.valueOf(Integer.toUnsignedLong(base));
	}

	@Override
	public BigInteger getMemoryBlockStartAddress() {
		return BigInteger.ZERO;
	}

	@Override
	public BigInteger getMemoryBlockEndAddress() {
		return END;
	}

	@Override
	public BigInteger getBigLength() {
		return END.add(BigInteger.ONE);
	}

	@Override
	public int getAddressSize() {
		return Integer.BYTES;
	}

	@Override
	public int getAddressableSize() {
		return 1;
	}

	@Override
	public boolean supportBaseAddressModification() {
		return false;
	}

	@Override
	public void setBaseAddress(BigInteger address) throws DebugException {
		notSupported("setBaseAddress", null); //$NON-NLS-1$
	}

	@Override
	public MemoryByte[] getBytesFromOffset(BigInteger offset, long units) throws DebugException {
		return getBytesFromAddress(getBigBaseAddress().add(offset), units);
	}

	/** A page at a time: one that is not there does not hide its neighbours. Waits; the platform calls it in a job. */
	@Override
	public MemoryByte[] getBytesFromAddress(BigInteger address, long units) throws DebugException {
		MemoryByte[] bytes = new MemoryByte[Math.toIntExact(units)];
		int done = 0;
		while (done < bytes.length) {
			long at = address.longValue() + done;
			int count = (int) Math.min(bytes.length - done, PAGE - Math.floorMod(at, PAGE));
			byte[] read = at < 0 || at > END.longValue() ? null : read((int) at, count);
			for (int i = 0; i < count; i++) {
				MemoryByte unit = new MemoryByte(read == null ? 0 : read[i],
						read == null ? 0 : (byte) (MemoryByte.READABLE | MemoryByte.WRITABLE));
				unit.setBigEndian(false);
				unit.setEndianessKnown(true);
				bytes[done + i] = unit;
			}
			done += count;
		}
		return bytes;
	}

	/** @return the bytes, null if there is no memory */
	private byte[] read(int address, int count) throws DebugException {
		try {
			return getKernel().session().readMemory(thread.tid(), address, count).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		} catch (ExecutionException e) {
			Throwable cause = BridgeException.unwrap(e);
			if (cause instanceof RefusedException) {
				return null;
			}
			throw new DebugException(FlukeDebug.error(cause.getMessage(), cause));
		} catch (TimeoutException e) {
			throw new DebugException(FlukeDebug.error(Messages.SnapshotService_noAnswer, e));
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new DebugException(FlukeDebug.error(Messages.SnapshotService_noAnswer, e));
		}
	}

	/** Does not wait: the view is told when the kernel has the new bytes. */
	@Override
	public void setValue(BigInteger offset, byte[] bytes) {
		int address = base + offset.intValue();
		getKernel().session().writeMemory(thread.tid(), address, bytes).whenComplete((done, failure) -> {
			if (failure != null) {
				Throwable cause = BridgeException.unwrap(failure);
				getKernel().report(FlukeDebug.error(cause.getMessage(), cause));
			}
			changed();
		});
	}

	@Override
	public void setValue(long offset, byte[] bytes) {
		setValue(BigInteger.valueOf(offset), bytes);
	}

	@Override
	public boolean supportsValueModification() {
		return thread.isAvailable();
	}

	@Override
	public boolean supportsChangeManagement() {
		return false;
	}

	@Override
	public Object[] getConnections() {
		return new Object[0];
	}

	@Override
	public void connect(Object client) {
		// Nothing is done for clients.
	}

	@Override
	public void disconnect(Object client) {
		// See connect.
	}

	@Override
	public void dispose() {
		thread.memory().forget(this);
	}

	@Override
	public IMemoryBlockRetrieval getMemoryBlockRetrieval() {
		return thread.memory();
	}

	@Override
	public long getStartAddress() {
		return Integer.toUnsignedLong(base);
	}

	@Override
	public long getLength() {
		return getBigLength().longValue();
	}

	@Override
	public byte[] getBytes() throws DebugException {
		notSupported("getBytes", null); //$NON-NLS-1$
		return null;
	}
}
