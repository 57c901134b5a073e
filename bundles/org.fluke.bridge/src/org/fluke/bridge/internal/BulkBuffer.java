// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.fluke.bridge.ProtocolException;

/** Reads a bulk transfer and believes none of its lengths. All numbers are little-endian. */
final class BulkBuffer {

	private final String what;
	private final ByteBuffer data;

	/**
	 * @param what the transfer, for messages: {@code the snapshot}
	 * @param bytes all of it
	 */
	BulkBuffer(String what, byte[] bytes) {
		this.what = what;
		data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
	}

	int size() {
		return data.limit();
	}

	int position() {
		return data.position();
	}

	boolean atEnd() {
		return !data.hasRemaining();
	}

	/** Makes sure that what follows is all there. */
	void need(long bytes, String part) throws ProtocolException {
		if (bytes > data.remaining()) {
			throw new ProtocolException(what + " is cut off: " + part + " at byte " + data.position() + " wants " + bytes
					+ " bytes, and there are " + data.remaining());
		}
	}

	/** Header checks that all transfers share; returns the number of header bytes. */
	int header(int magic, int format, int headerBytes) throws ProtocolException {
		need(headerBytes, "its header");
		int found = data.getInt();
		if (found != magic) {
			throw new ProtocolException(
					what + " does not begin as it should: 0x%08x instead of 0x%08x".formatted(found, magic));
		}
		int foundFormat = u16();
		int foundBytes = u16();
		if (foundFormat != format) {
			throw new ProtocolException(what + " has format " + foundFormat + ", and this version understands format " + format
					+ ": the kernel is " + (foundFormat > format ? "newer" : "older") + " than this program");
		}
		if (foundBytes < headerBytes || foundBytes > data.limit()) {
			throw new ProtocolException(what + " says that its header has " + foundBytes + " bytes, which can't be");
		}
		return foundBytes;
	}

	void seek(int position) {
		data.position(position);
	}

	ProtocolException wrong(String detail) {
		return new ProtocolException(what + " is inconsistent: " + detail);
	}

	int u8() {
		return data.get() & 0xff;
	}

	int u16() {
		return data.getShort() & 0xffff;
	}

	int u32() {
		return data.getInt();
	}

	long u64() {
		return data.getLong();
	}

	int[] words(int count) {
		int[] words = new int[count];
		for (int i = 0; i < count; i++) {
			words[i] = data.getInt();
		}
		return words;
	}

	/** A string of a fixed field, up to its first NUL. */
	String text(int bytes) {
		byte[] field = new byte[bytes];
		data.get(field);
		int length = 0;
		while (length < bytes && field[length] != 0) {
			length++;
		}
		return new String(field, 0, length, StandardCharsets.UTF_8);
	}
}
