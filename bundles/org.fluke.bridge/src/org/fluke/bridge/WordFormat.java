// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

/** How a word is written for a human. {@link FrameEdit#parse} reads them all. */
public enum WordFormat {
	/** {@code 0x08003000} */
	HEXADECIMAL,
	/** {@code 134230016} */
	DECIMAL,
	/** {@code -1} */
	SIGNED,
	/** {@code 0b0000_1000_0000_0000_0011_0000_0000_0000} */
	BINARY,
	/** {@code 'abcd'}, the byte at the lowest address first; what can't be printed is a dot. */
	ASCII;

	private static final String UNPRINTABLE = ".";

	/**
	 * @param word any
	 * @return in this format
	 */
	public String format(int word) {
		return switch (this) {
		case HEXADECIMAL -> FrameDecoder.hex(word);
		case DECIMAL -> Integer.toUnsignedString(word);
		case SIGNED -> Integer.toString(word);
		case BINARY -> "0b" + "%32s".formatted(Integer.toBinaryString(word)).replace(' ', '0').replaceAll(".{4}(?=.)", "$0_");
		case ASCII -> {
			StringBuilder text = new StringBuilder("'");
			for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
				int c = word >> shift & 0xff;
				text.append(c > ' ' && c < 0x7f && c != '\'' || c == ' ' ? String.valueOf((char) c) : UNPRINTABLE);
			}
			yield text.append('\'').toString();
		}
		};
	}

	/**
	 * @param word any
	 * @return whether {@link #format} loses nothing, so that its text can be edited
	 */
	public boolean isExact(int word) {
		return this != ASCII || !format(word).contains(UNPRINTABLE);
	}
}
