// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.rsp;

import java.io.ByteArrayOutputStream;

import org.fluke.bridge.ProtocolException;

/** Cuts the incoming stream into packets, however it arrives. Used by one thread. */
public final class RspDecoder {

	/** The longest packet that is believed, in bytes as they come and as they expand. */
	static final int LIMIT = 1 << 20;

	/** Gets what the decoder finds. */
	public interface Sink {

		/** @param payload of a whole and correct packet */
		void packet(byte[] payload);

		/** @param payload of a whole and correct notification */
		void notification(byte[] payload);

		/** @param ok true for {@code +}, false for {@code -} */
		void acknowledged(boolean ok);

		/**
		 * @param reason what is wrong with a packet, a phrase
		 * @param notification whether it was a notification, which nobody repeats
		 */
		void corrupt(String reason, boolean notification);
	}

	private enum State {
		IDLE, BODY, CHECKSUM_HIGH, CHECKSUM_LOW, SKIP
	}

	private final Sink sink;
	private final ByteArrayOutputStream body = new ByteArrayOutputStream();
	private State state = State.IDLE;
	private boolean notification;
	private int sum;
	private int stated;

	/** @param sink gets what is found */
	public RspDecoder(Sink sink) {
		this.sink = sink;
	}

	/**
	 * @param data some bytes
	 * @param offset the first to take
	 * @param length how many to take
	 */
	public void feed(byte[] data, int offset, int length) {
		for (int i = offset; i < offset + length; i++) {
			feed(data[i]);
		}
	}

	/** @return how many bytes of an unfinished packet have come; 0 between packets */
	public int pending() {
		return state == State.IDLE ? 0 : body.size() + 1;
	}

	private void feed(byte b) {
		switch (state) {
		case IDLE -> idle(b);
		case BODY -> {
			if (b == '#') {
				state = State.CHECKSUM_HIGH;
			} else if (b == '$') {
				boolean wasNotification = notification;
				start(b);
				sink.corrupt("it broke off and another one began", wasNotification);
			} else if (body.size() >= LIMIT) {
				state = State.SKIP;
				sink.corrupt("it is longer than " + LIMIT + " bytes", notification);
			} else {
				body.write(b);
				sum += b & 0xff;
			}
		}
		case CHECKSUM_HIGH -> {
			stated = Character.digit(b, 16) << 4;
			state = State.CHECKSUM_LOW;
		}
		case CHECKSUM_LOW -> {
			int low = Character.digit(b, 16);
			stated = stated < 0 || low < 0 ? -1 : stated | low;
			state = State.IDLE;
			finish();
		}
		case SKIP -> {
			if (b == '#') {
				state = State.IDLE;
			}
		}
		}
	}

	private void idle(byte b) {
		if (b == '$' || b == '%') {
			start(b);
		} else if (b == '+' || b == '-') {
			sink.acknowledged(b == '+');
		}
		// Anything else between packets is noise on the line, which the protocol says to ignore.
	}

	private void start(byte b) {
		notification = b == '%';
		body.reset();
		sum = 0;
		state = State.BODY;
	}

	private void finish() {
		byte[] raw = body.toByteArray();
		body.reset();
		if (stated != (sum & 0xff)) {
			sink.corrupt("its checksum is wrong", notification);
			return;
		}
		byte[] payload;
		try {
			payload = RspCodec.decode(raw, LIMIT);
		} catch (ProtocolException e) {
			sink.corrupt(e.getMessage(), notification);
			return;
		}
		if (notification) {
			sink.notification(payload);
		} else {
			sink.packet(payload);
		}
	}
}
