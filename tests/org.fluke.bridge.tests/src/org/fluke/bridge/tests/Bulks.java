// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.fluke.bridge.api.ApiTable;

/** Makes bulk transfers as live-door.md describes them. */
final class Bulks {

	static final int HEADER = 64;
	static final int OBJECTS_AT = 12;
	static final int TOTAL_AT = 24;

	private static final ApiTable API = ApiTable.bundled();

	private Bulks() {
	}

	/** That many threads, each asleep in mutex_lock on the mutex that comes first. */
	static byte[] snapshot(int threads) {
		ByteBuffer out = ByteBuffer.allocate(1 << 22).order(ByteOrder.LITTLE_ENDIAN);
		out.putInt(0x534b4c46).putShort((short) 1).putShort((short) HEADER).putInt(7).putInt(threads + 2).putLong(123456789012L)
				.putInt(0).putInt(API.digest());
		text(out, "process-np", 16);
		text(out, "0.1.0", 16);
		// a space, a mutex, the threads
		object(out, 6, 1, 1, 8, 1, 0x100, 0, 0, 0, 107, "demo");
		out.putInt(0x51).putInt(0);
		text(out, "demo", 8);
		object(out, 0, 3, 1, 8, 2, 0x200, 1, 0, 0, 107, "lock");
		out.putInt(0x52).putInt(0).putInt(1).putInt(3);
		text(out, "lock", 8);
		for (int i = 0; i < threads; i++) {
			object(out, 7, 30, 5, 16, 3 + i, 0x1000 + 16 * i, 1, 1, 6, 76, "");
			for (int w = 0; w < 30; w++) {
				out.putInt(w == 12 ? API.entryPoint("mutex_lock").orElseThrow().address() : w == 4 ? 0x24232a7d + i : i);
			}
			out.putInt(1).putInt(0).putInt(2).putInt(0).putInt(999);
			text(out, "demo/t" + i, 16);
		}
		return finish(out, TOTAL_AT);
	}

	/** A snapshot that only names these objects: they are what they were. */
	static byte[] same(int sequence, int... ids) {
		ByteBuffer out = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
		out.put(snapshot(0), 0, HEADER).putInt(8, sequence).putInt(OBJECTS_AT, ids.length);
		for (int id : ids) {
			out.putInt(0xff).putInt(id);
		}
		return finish(out, TOTAL_AT);
	}

	private static void object(ByteBuffer out, int type, int words, int links, int name, int id, int address, int space,
			int state, int cause, int entry, String ignored) {
		out.put((byte) type).put((byte) words).put((byte) links).put((byte) name).putInt(id).putInt(address).putInt(space)
				.put((byte) state).put((byte) cause).put((byte) entry).put((byte) 1);
	}

	/** Events 5, 6, ... of thread 3. */
	static byte[] trace(int events) {
		ByteBuffer out = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
		out.putInt(0x544b4c46).putShort((short) 1).putShort((short) 24).putInt(5).putInt(events).putInt(0).putInt(4);
		for (int i = 0; i < events; i++) {
			out.putInt(5 + i).putInt(3).putLong(1000 + i).put((byte) 5).put((byte) 95).putShort((short) 0).putInt(2);
			for (int w = 0; w < 30; w++) {
				out.putInt(w == 6 ? 0x200 : w == 8 ? 0x08003000 : 0);
			}
		}
		return finish(out, 16);
	}

	static byte[] with(byte[] data, int at, int value) {
		byte[] copy = data.clone();
		ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
		return copy;
	}

	private static byte[] finish(ByteBuffer out, int totalAt) {
		out.putInt(totalAt, out.position());
		byte[] data = new byte[out.position()];
		out.flip();
		out.get(data);
		return data;
	}

	private static void text(ByteBuffer out, String text, int bytes) {
		byte[] field = new byte[bytes];
		byte[] data = text.getBytes(StandardCharsets.UTF_8);
		System.arraycopy(data, 0, field, 0, data.length);
		out.put(field);
	}
}
