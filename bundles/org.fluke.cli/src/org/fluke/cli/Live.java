// SPDX-License-Identifier: EPL-2.0
package org.fluke.cli;

import java.util.Optional;

import org.fluke.bridge.DoorAddress;
import org.fluke.qemu.LiveTransport;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What {@code --live} says: {@code uart}, a socket or port, or both with a colon between.
 *
 * @param transport what carries the live door
 * @param address where it answers, null for the default
 */
record Live(LiveTransport transport, DoorAddress address) {

	static final Live DEFAULT = new Live(LiveTransport.VIRTIO, null);

	/** Reads the option's value. */
	static final class Converter implements ITypeConverter<Live> {
		@Override
		public Live convert(String value) {
			String[] parts = value.split(":", 2);
			Optional<LiveTransport> transport = LiveTransport.of(parts[0]);
			String address = transport.isEmpty() ? value : parts.length > 1 ? parts[1] : null;
			try {
				return new Live(transport.orElse(DEFAULT.transport), address != null ? DoorAddress.parse(address) : null);
			} catch (IllegalArgumentException e) {
				throw new TypeConversionException(e.getMessage());
			}
		}
	}
}
