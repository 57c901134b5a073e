// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.fluke.bridge.ProtocolException;

/**
 * The records of the latest snapshot of a session. A kernel that is told which snapshot we have sends only what has
 * changed since, and names the rest: this makes a whole snapshot of it. Not thread-safe.
 */
final class SnapshotRecords {

	private static final int HEADER_BYTES = 6;
	private static final int SEQUENCE = 8;
	private static final int OBJECTS = 12;
	private static final int TOTAL = 24;
	private static final int FIXED = 20;
	private static final int SAME = 0xff;
	private static final int SAME_BYTES = 8;

	private Map<Integer, byte[]> records = new HashMap<>();
	private int sequence;

	/** @return the snapshot that we have, as the kernel wants it said; empty for none */
	String since() {
		return sequence == 0 ? "" : Integer.toHexString(sequence);
	}

	void forget() {
		records = new HashMap<>();
		sequence = 0;
	}

	/**
	 * @param transfer as it came
	 * @return the same without anything left out
	 * @throws ProtocolException if it names what we don't have; then nothing is known any more
	 */
	byte[] complete(byte[] transfer) throws ProtocolException {
		ByteBuffer in = ByteBuffer.wrap(transfer).order(ByteOrder.LITTLE_ENDIAN);
		if (transfer.length < TOTAL + 4 || in.getShort(HEADER_BYTES) < TOTAL + 4 || in.getShort(HEADER_BYTES) > transfer.length) {
			return transfer; // whoever reads it says what is wrong
		}
		int header = in.getShort(HEADER_BYTES);
		int count = in.getInt(OBJECTS);
		Map<Integer, byte[]> now = new HashMap<>();
		ByteArrayOutputStream out = new ByteArrayOutputStream(transfer.length);
		out.write(transfer, 0, header);
		int at = header;
		for (int i = 0; i < count && at + SAME_BYTES <= transfer.length; i++) {
			int id = in.getInt(at + 4);
			byte[] record;
			if ((transfer[at] & 0xff) == SAME) {
				record = records.get(id);
				if (record == null) {
					forget();
					throw new ProtocolException("the snapshot leaves out object " + id + ", which we don't have");
				}
				at += SAME_BYTES;
			} else {
				int bytes = FIXED + ((transfer[at + 1] & 0xff) + (transfer[at + 2] & 0xff)) * 4 + (transfer[at + 3] & 0xff);
				if (at + bytes > transfer.length) {
					break;
				}
				record = Arrays.copyOfRange(transfer, at, at + bytes);
				at += bytes;
			}
			now.put(id, record);
			out.writeBytes(record);
		}
		out.write(transfer, at, transfer.length - at);
		byte[] whole = out.toByteArray();
		if (in.getInt(TOTAL) == transfer.length) {
			ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(TOTAL, whole.length);
			records = now;
			sequence = in.getInt(SEQUENCE);
		}
		return whole;
	}
}
