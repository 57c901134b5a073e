// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu;

import java.util.Optional;

import org.fluke.bridge.DoorAddress;

/**
 * What a user says about the live door: {@code uart}, a socket or port, or both with a colon between.
 *
 * @param transport what carries it
 * @param address where it answers gdb, null for a private socket
 */
public record LiveSetting(LiveTransport transport, DoorAddress address) {

	/** What holds when nothing is said. */
	public static final LiveSetting DEFAULT = new LiveSetting(LiveTransport.VIRTIO, null);

	/**
	 * @param text as the user typed it
	 * @return what it says
	 * @throws IllegalArgumentException with a message for the user
	 */
	public static LiveSetting parse(String text) {
		String[] parts = text.strip().split(":", 2);
		Optional<LiveTransport> transport = LiveTransport.of(parts[0]);
		String address = transport.isEmpty() ? text : parts.length > 1 ? parts[1] : null;
		return new LiveSetting(transport.orElse(DEFAULT.transport), address != null ? DoorAddress.parse(address) : null);
	}

	/**
	 * @param builder is told all this
	 * @return the builder
	 */
	public QemuMachine.Builder apply(QemuMachine.Builder builder) {
		return builder.transport(transport).liveForGdb(address);
	}
}
