// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.state;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Gives no more than so many bytes. Closing it leaves the stream below open. */
final class LimitedInput extends FilterInputStream {

	private final long limit;
	private long left;

	LimitedInput(InputStream in, long limit) {
		super(in);
		this.limit = limit;
		left = limit;
	}

	@Override
	public int read() throws IOException {
		int value = super.read();
		count(value < 0 ? 0 : 1);
		return value;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		int read = super.read(bytes, offset, length);
		count(Math.max(0, read));
		return read;
	}

	private void count(int read) throws StateFileException {
		left -= read;
		if (left < 0) {
			throw new StateFileException("The file is too long: snapshots have at most " + (limit >> 20) + " MB");
		}
	}

	@Override
	public boolean markSupported() {
		return false;
	}

	@Override
	public void close() {
		// Not ours.
	}
}
