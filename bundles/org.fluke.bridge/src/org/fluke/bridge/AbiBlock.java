// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;

import org.fluke.bridge.api.EntryPoint;

/**
 * What a running kernel says about itself: the start of {@code struct fluke_abi} (kernel/include/fluke/types.h), which is
 * mapped read-only in every space.
 *
 * @param version of the kernel
 * @param configuration of the kernel: {@code process-np}
 * @param implemented the numbers of the entry points that it has
 */
public record AbiBlock(String version, String configuration, BitSet implemented) {

	/** Its address in every space, unsigned. */
	public static final int ADDRESS = 0xffffd000;

	private static final int MAGIC = 0x4b554c46;
	private static final int VERSION = 16;
	private static final int CONFIGURATION = 32;
	private static final int TEXT = 16;
	private static final int IMPLEMENTED = 64;
	private static final int BYTES = 80;

	/**
	 * Asks a kernel.
	 *
	 * @param session with the kernel
	 * @param tid any thread
	 * @return the block; fails with a {@link BridgeException}
	 */
	public static CompletableFuture<AbiBlock> read(KernelSession session, int tid) {
		return session.readMemory(tid, ADDRESS, BYTES).thenCompose(bytes -> {
			if (ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt() != MAGIC) {
				return CompletableFuture.failedFuture(
						new ProtocolException("there is no ABI block at " + FrameDecoder.hex(ADDRESS)));
			}
			return CompletableFuture.completedFuture(new AbiBlock(text(bytes, VERSION), text(bytes, CONFIGURATION),
					BitSet.valueOf(ByteBuffer.wrap(bytes, IMPLEMENTED, BYTES - IMPLEMENTED))));
		});
	}

	private static String text(byte[] bytes, int from) {
		String text = new String(bytes, from, TEXT, StandardCharsets.ISO_8859_1);
		int end = text.indexOf('\0');
		return end < 0 ? text : text.substring(0, end);
	}

	/**
	 * @param entry an entry point
	 * @return whether this kernel has it
	 */
	public boolean has(EntryPoint entry) {
		return implemented.get(entry.number());
	}
}
