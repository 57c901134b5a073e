// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.rsp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.fluke.bridge.ProtocolException;

/** How bytes become packets (GDB manual, "Overview" of the remote protocol). */
public final class RspCodec {

	private static final int ESCAPE_MASK = 0x20;

	private RspCodec() {
	}

	/**
	 * Frames a payload: {@code $payload#checksum}, with the four special characters escaped.
	 *
	 * @param payload what to say
	 * @return what goes over the line
	 */
	public static byte[] encode(byte[] payload) {
		return encode('$', payload);
	}

	/**
	 * Frames a payload.
	 *
	 * @param start {@code $} for a packet, {@code %} for a notification
	 * @param payload what to say
	 * @return what goes over the line
	 */
	public static byte[] encode(char start, byte[] payload) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 8);
		out.write(start);
		int sum = 0;
		for (byte b : payload) {
			if (b == '#' || b == '$' || b == '}' || b == '*') {
				out.write('}');
				out.write(b ^ ESCAPE_MASK);
				sum += '}' + (b ^ ESCAPE_MASK);
			} else {
				out.write(b);
				sum += b;
			}
		}
		out.write('#');
		out.write(Character.forDigit(sum >> 4 & 15, 16));
		out.write(Character.forDigit(sum & 15, 16));
		return out.toByteArray();
	}

	/**
	 * Undoes run-length encoding and escapes, in this order.
	 *
	 * @param raw what stood between start and {@code #}
	 * @param limit how many bytes the result may have
	 * @return the payload
	 * @throws ProtocolException if an escape or a repeat count is cut off or illegal, or the result is too long
	 */
	static byte[] decode(byte[] raw, int limit) throws ProtocolException {
		ByteArrayOutputStream expanded = new ByteArrayOutputStream(raw.length);
		int last = -1;
		for (int i = 0; i < raw.length; i++) {
			int c = raw[i] & 0xff;
			if (c != '*') {
				expanded.write(c);
				last = c;
			} else {
				int count = i + 1 < raw.length ? (raw[++i] & 0xff) - 29 : -1;
				if (last < 0 || count < 3 || count > 126 - 29) {
					throw new ProtocolException("a repeat count is not legal");
				}
				for (; count > 0; count--) {
					expanded.write(last);
				}
			}
			if (expanded.size() > limit) {
				throw new ProtocolException("it expands to more than " + limit + " bytes");
			}
		}
		byte[] escaped = expanded.toByteArray();
		ByteArrayOutputStream out = new ByteArrayOutputStream(escaped.length);
		for (int i = 0; i < escaped.length; i++) {
			if (escaped[i] != '}') {
				out.write(escaped[i]);
			} else if (++i < escaped.length) {
				out.write(escaped[i] ^ ESCAPE_MASK);
			} else {
				throw new ProtocolException("an escape is cut off");
			}
		}
		return out.toByteArray();
	}

	/**
	 * @param data bytes
	 * @return two hexadecimal digits a byte
	 */
	public static String hex(byte[] data) {
		return HexFormat.of().formatHex(data);
	}

	/**
	 * @param digits two hexadecimal digits a byte
	 * @return the bytes
	 * @throws ProtocolException if it isn't that
	 */
	public static byte[] unhex(String digits) throws ProtocolException {
		try {
			return HexFormat.of().parseHex(digits);
		} catch (IllegalArgumentException e) {
			throw new ProtocolException("hexadecimal digits were expected, not '" + shorten(digits) + "'", e);
		}
	}

	/**
	 * @param payload of a packet
	 * @return as text, a character a byte
	 */
	public static String text(byte[] payload) {
		return new String(payload, StandardCharsets.ISO_8859_1);
	}

	/**
	 * @param payload as text, a character a byte
	 * @return as bytes
	 */
	public static byte[] bytes(String payload) {
		return payload.getBytes(StandardCharsets.ISO_8859_1);
	}

	/** At most 40 characters of a payload, fit for a message. */
	static String shorten(String text) {
		String clean = text.replaceAll("[^\\x20-\\x7e]", ".");
		return clean.length() <= 40 ? clean : clean.substring(0, 37) + "...";
	}
}
