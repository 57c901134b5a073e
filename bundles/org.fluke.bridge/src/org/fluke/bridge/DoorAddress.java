// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a door into a machine is: a unix socket, or a TCP port of this computer. Never another computer: neither door
 * asks who is there.
 */
public final class DoorAddress {

	private final Path socket;
	private final int port;

	private DoorAddress(Path socket, int port) {
		this.socket = socket;
		this.port = port;
	}

	/**
	 * @param socket path of a unix socket
	 * @return its address
	 */
	public static DoorAddress unix(Path socket) {
		return new DoorAddress(socket.toAbsolutePath(), 0);
	}

	/**
	 * @param port a TCP port of this computer, 1 to 65535
	 * @return its address
	 * @throws IllegalArgumentException if the number is not a port
	 */
	public static DoorAddress port(int port) {
		if (port < 1 || port > 65535) {
			throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
		}
		return new DoorAddress(null, port);
	}

	/**
	 * Reads what a user types: {@code 1234}, {@code :1234}, {@code localhost:1234}, {@code 127.0.0.1:1234}, or the path of
	 * a unix socket, with or without {@code unix:} before it.
	 *
	 * @param text what the user typed
	 * @return the address
	 * @throws IllegalArgumentException with a message for the user
	 */
	public static DoorAddress parse(String text) {
		String trimmed = text.strip();
		if (trimmed.isEmpty()) {
			throw new IllegalArgumentException("an address is a port number or the path of a unix socket");
		}
		String digits = trimmed.replaceFirst("^(localhost|127\\.0\\.0\\.1)?:", "");
		if (digits.matches("[0-9]{1,9}")) {
			return port(Integer.parseInt(digits));
		}
		if (trimmed.startsWith("unix:")) {
			trimmed = trimmed.substring("unix:".length());
		} else if (trimmed.matches("[A-Za-z0-9.-]+:[0-9]+")) {
			throw new IllegalArgumentException("a door is only ever on this computer, not on " + trimmed);
		}
		return unix(Path.of(trimmed));
	}

	/** @return the path of the unix socket, or null for a port */
	public Path socket() {
		return socket;
	}

	/** @return the TCP port, or 0 for a unix socket */
	public int port() {
		return port;
	}

	/** @return what {@link SocketChannel#connect} takes */
	public SocketAddress toSocketAddress() {
		return socket != null ? UnixDomainSocketAddress.of(socket)
				: new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

	/**
	 * Connects, blocking for as long as the system takes (which is short on one computer).
	 *
	 * @return a connected channel in blocking mode
	 * @throws IOException if nobody listens there
	 */
	public SocketChannel open() throws IOException {
		SocketChannel channel = SocketChannel
				.open(socket != null ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
		try {
			channel.connect(toSocketAddress());
			return channel;
		} catch (IOException | RuntimeException e) {
			channel.close();
			throw e;
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof DoorAddress that && port == that.port && Objects.equals(socket, that.socket);
	}

	@Override
	public int hashCode() {
		return Objects.hash(socket, port);
	}

	/** @return what gdb's {@code target extended-remote} takes */
	@Override
	public String toString() {
		return socket != null ? socket.toString() : "127.0.0.1:" + port;
	}
}
