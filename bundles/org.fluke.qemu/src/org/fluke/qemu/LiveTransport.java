// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What carries the bytes of the live door between the guest and its clients. */
public enum LiveTransport {

	/** Two ports of a virtio console: fast, and two clients at a time. */
	VIRTIO,

	/** The second serial port: slow, one client; what is there when a driver or a bus is not. */
	UART;

	/** @return as settings and command lines have it */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * @param id as of {@link #id()}
	 * @return the transport, empty if there is none of this name
	 */
	public static Optional<LiveTransport> of(String id) {
		return Arrays.stream(values()).filter(t -> t.id().equals(id)).findFirst();
	}
}
