// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.qmp;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.fluke.bridge.BridgeException;
import org.fluke.bridge.DoorAddress;

import com.google.gson.JsonElement;

/**
 * One connection to QEMU's control socket. Thread-safe; nothing blocks. Futures fail as those of
 * {@link org.fluke.bridge.KernelSession} do, and with a {@link QmpException} when QEMU answered with an error.
 */
public final class QmpClient implements AutoCloseable {

	private QmpClient() {
	}

	/**
	 * Connects, awaits the greeting and ends the negotiation of capabilities.
	 *
	 * @param address QEMU's {@code -qmp} socket
	 * @param timeout how long one answer may take
	 * @return the client, ready for commands
	 */
	public static CompletableFuture<QmpClient> connect(DoorAddress address, Duration timeout) {
		return CompletableFuture.failedFuture(new BridgeException("not yet"));
	}

	/** @return QEMU's version as in its greeting: {@code 7.2.22} */
	public String version() {
		throw new UnsupportedOperationException("not yet");
	}

	/**
	 * Has a command carried out.
	 *
	 * @param command such as {@code query-status}
	 * @param arguments its arguments: strings, numbers, booleans, maps and lists of them
	 * @return what it returned
	 */
	public CompletableFuture<JsonElement> execute(String command, Map<String, ?> arguments) {
		throw new UnsupportedOperationException("not yet");
	}

	/**
	 * @param command a command without arguments
	 * @return what it returned
	 */
	public CompletableFuture<JsonElement> execute(String command) {
		return execute(command, Map.of());
	}

	/** @param listener is called with every event, on a thread of the bridge */
	public void addEventListener(Consumer<QmpEvent> listener) {
		throw new UnsupportedOperationException("not yet");
	}

	/** @param listener is called once, with the reason, when the connection is gone; at once if it already is */
	public void onDisconnect(Consumer<String> listener) {
		throw new UnsupportedOperationException("not yet");
	}

	@Override
	public void close() {
		throw new UnsupportedOperationException("not yet");
	}
}
