// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A connection without an operating system: what is written goes to a stub, what the stub says is read. */
final class MemoryChannel implements ByteChannel {

	private static final byte[] END = {};
	private static final byte[] CLOSED = {};

	private final BlockingQueue<byte[]> incoming = new LinkedBlockingQueue<>();
	private final Consumer<byte[]> stub;
	private byte[] rest;
	private int position;
	private volatile boolean open = true;

	/** @param stub gets each write, on the writer's thread */
	MemoryChannel(Consumer<byte[]> stub) {
		this.stub = stub;
	}

	/** Each call is a read of its own, as far as the reader's buffer goes. */
	void say(byte[] data) {
		if (data.length > 0) {
			incoming.add(data);
		}
	}

	/** The other end closes the connection. */
	void end() {
		incoming.add(END);
	}

	@Override
	public int read(ByteBuffer buffer) throws AsynchronousCloseException {
		if (rest == null) {
			try {
				rest = incoming.take();
				position = 0;
			} catch (InterruptedException e) {
				throw new AsynchronousCloseException();
			}
		}
		if (rest == CLOSED) {
			throw new AsynchronousCloseException();
		}
		if (rest == END) {
			return -1;
		}
		int count = Math.min(buffer.remaining(), rest.length - position);
		buffer.put(rest, position, count);
		position += count;
		if (position == rest.length) {
			rest = null;
		}
		return count;
	}

	@Override
	public int write(ByteBuffer buffer) throws ClosedChannelException {
		if (!open) {
			throw new ClosedChannelException();
		}
		byte[] data = new byte[buffer.remaining()];
		buffer.get(data);
		stub.accept(data);
		return data.length;
	}

	@Override
	public boolean isOpen() {
		return open;
	}

	@Override
	public void close() {
		open = false;
		incoming.add(CLOSED);
	}
}
