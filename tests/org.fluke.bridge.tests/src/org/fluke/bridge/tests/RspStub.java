// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The other end of the remote protocol, in memory. It frames and unframes by itself, not with the code that it tests, and
 * it can misbehave: what it says is bytes.
 */
final class RspStub {

	final MemoryChannel channel = new MemoryChannel(this::hear);
	/** What came in, in order: packets without their frame, and "+" and "-". */
	final List<String> heard = new ArrayList<>();

	private final Map<String, Deque<byte[]>> scripts = new HashMap<>();
	private final Map<String, Function<String, byte[]>> rules = new HashMap<>();
	private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
	private boolean byteByByte;
	private boolean acks = true;
	private byte[] last = {};

	/** The answers to a packet, as bytes, one a time it is asked; the last one also answers all later times. */
	RspStub on(String packet, byte[]... answers) {
		scripts.put(packet, new ArrayDeque<>(List.of(answers)));
		return this;
	}

	/** As {@link #on}, for correct answers without binary data. */
	RspStub on(String packet, String... answers) {
		byte[][] framed = new byte[answers.length][];
		for (int i = 0; i < answers.length; i++) {
			framed[i] = frame(answers[i]);
		}
		return on(packet, framed);
	}

	/** What answers all packets that begin so; null for silence. */
	RspStub onPrefix(String prefix, Function<String, byte[]> rule) {
		rules.put(prefix, rule);
		return this;
	}

	/** Everything is said in pieces of one byte. */
	RspStub byteByByte() {
		byteByByte = true;
		return this;
	}

	void say(byte[] data) {
		if (byteByByte) {
			for (byte b : data) {
				channel.say(new byte[] { b });
			}
		} else {
			channel.say(data);
		}
	}

	synchronized List<String> packets() {
		return heard.stream().filter(h -> !h.equals("+") && !h.equals("-")).toList();
	}

	synchronized long count(String what) {
		return heard.stream().filter(what::equals).count();
	}

	private synchronized void hear(byte[] data) {
		for (byte b : data) {
			if (partial.size() == 0 && (b == '+' || b == '-')) {
				heard.add(String.valueOf((char) b));
				if (b == '-') {
					say(last);
				}
				continue;
			}
			partial.write(b);
			byte[] sofar = partial.toByteArray();
			if (sofar.length >= 4 && sofar[sofar.length - 3] == '#') {
				partial.reset();
				String body = new String(sofar, 1, sofar.length - 4, StandardCharsets.ISO_8859_1);
				String packet = unescape(body);
				heard.add(packet);
				if (acks) {
					say(new byte[] { '+' });
				}
				answer(packet);
			}
		}
	}

	private void answer(String packet) {
		byte[] answer;
		Deque<byte[]> script = scripts.get(packet);
		if (script != null) {
			answer = script.size() > 1 ? script.remove() : script.element();
		} else {
			answer = rules.entrySet().stream().filter(r -> packet.startsWith(r.getKey())).findFirst()
					.map(r -> r.getValue().apply(packet)).orElse(null);
			if (answer == null && rules.keySet().stream().noneMatch(packet::startsWith)) {
				answer = frame(packet.equals("QStartNoAckMode") ? "OK" : "");
			}
		}
		if (packet.equals("QStartNoAckMode")) {
			acks = false;
		}
		if (answer != null) {
			last = answer;
			say(answer);
		}
	}

	private static String unescape(String body) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < body.length(); i++) {
			text.append(body.charAt(i) == '}' ? (char) (body.charAt(++i) ^ 0x20) : body.charAt(i));
		}
		return text.toString();
	}

	static byte[] frame(String payload) {
		return frame('$', payload.getBytes(StandardCharsets.ISO_8859_1));
	}

	static byte[] notification(String payload) {
		return frame('%', payload.getBytes(StandardCharsets.ISO_8859_1));
	}

	/** Frames bytes as they are: what must be escaped must already be. */
	static byte[] frame(char start, byte[] body) {
		int sum = 0;
		for (byte b : body) {
			sum += b;
		}
		return concat(new byte[] { (byte) start }, body,
				"#%02x".formatted(sum & 0xff).getBytes(StandardCharsets.ISO_8859_1));
	}

	/** A qXfer page: its kind and data, escaped. */
	static byte[] page(char kind, byte[] data) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		body.write(kind);
		for (byte b : data) {
			if (b == '#' || b == '$' || b == '}' || b == '*') {
				body.write('}');
				body.write(b ^ 0x20);
			} else {
				body.write(b);
			}
		}
		return frame('$', body.toByteArray());
	}

	static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

	static byte[] raw(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}
}
