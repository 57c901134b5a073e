// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.qmp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.fluke.bridge.BridgeException;
import org.fluke.bridge.DisconnectedException;
import org.fluke.bridge.DoorAddress;
import org.fluke.bridge.ProtocolException;
import org.fluke.bridge.RequestTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/**
 * One connection to QEMU's control socket. Thread-safe; nothing blocks. Futures fail as those of
 * {@link org.fluke.bridge.KernelSession} do, and with a {@link QmpException} when QEMU answered with an error.
 */
public final class QmpClient implements AutoCloseable {

	/** The longest line that is believed. */
	private static final int LIMIT = 16 << 20;
	private static final Logger LOG = LoggerFactory.getLogger(QmpClient.class);
	private static final Gson GSON = new Gson();

	private record Pending(String command, CompletableFuture<JsonElement> answer) {
	}

	private final ByteChannel channel;
	private final Duration timeout;
	private final ExecutorService writer;
	private final ExecutorService callbacks;
	private final AtomicLong ids = new AtomicLong();
	private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
	private final List<Consumer<QmpEvent>> listeners = new CopyOnWriteArrayList<>();
	private final CompletableFuture<String> greeting = new CompletableFuture<>();
	private final CompletableFuture<String> disconnected = new CompletableFuture<>();
	private volatile String version = "";
	private volatile String reason;

	private QmpClient(ByteChannel channel, Duration timeout) {
		this.channel = channel;
		this.timeout = timeout;
		writer = Executors.newSingleThreadExecutor(task -> daemon(task, "fluke-qmp-writer"));
		callbacks = Executors.newSingleThreadExecutor(task -> daemon(task, "fluke-qmp-callbacks"));
		daemon(this::read, "fluke-qmp-reader").start();
	}

	private static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Connects, awaits the greeting and ends the negotiation of capabilities.
	 *
	 * @param address QEMU's {@code -qmp} socket
	 * @param timeout how long one answer may take
	 * @return the client, ready for commands
	 */
	public static CompletableFuture<QmpClient> connect(DoorAddress address, Duration timeout) {
		CompletableFuture<ByteChannel> opened = new CompletableFuture<>();
		daemon(() -> {
			try {
				opened.complete(address.open());
			} catch (IOException | RuntimeException e) {
				opened.completeExceptionally(
						new DisconnectedException("QEMU's control socket " + address + " can't be reached: " + e.getMessage(), e));
			}
		}, "fluke-qmp-connect").start();
		return opened.thenCompose(channel -> over(channel, timeout));
	}

	/**
	 * As {@link #connect}, over a channel that is already connected.
	 *
	 * @param channel in blocking mode; will be closed with the client
	 * @param timeout how long one answer may take
	 * @return the client, ready for commands
	 */
	public static CompletableFuture<QmpClient> over(ByteChannel channel, Duration timeout) {
		QmpClient client = new QmpClient(channel, timeout);
		CompletableFuture<String> greeted = client.greeting.copy();
		late(greeted, timeout, "QEMU did not greet on its control socket within " + timeout.toMillis() + " ms");
		CompletableFuture<QmpClient> result = new CompletableFuture<>();
		greeted.thenCompose(version -> client.execute("qmp_capabilities")).whenComplete((done, failure) -> {
			if (failure != null) {
				client.close();
				result.completeExceptionally(BridgeException.unwrap(failure));
			} else {
				result.complete(client);
			}
		});
		return result;
	}

	/** Fails a future with a {@link RequestTimeoutException} when it is late. */
	private static void late(CompletableFuture<?> future, Duration timeout, String message) {
		CompletableFuture<Void> alarm = new CompletableFuture<Void>().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
		alarm.whenComplete((done, failure) -> {
			if (failure instanceof TimeoutException) {
				future.completeExceptionally(new RequestTimeoutException(message));
			}
		});
		future.whenComplete((value, failure) -> alarm.complete(null));
	}

	/** @return QEMU's version as in its greeting: {@code 7.2.22} */
	public String version() {
		return version;
	}

	/**
	 * Has a command carried out.
	 *
	 * @param command such as {@code query-status}
	 * @param arguments its arguments: strings, numbers, booleans, maps and lists of them
	 * @return what it returned
	 */
	public CompletableFuture<JsonElement> execute(String command, Map<String, ?> arguments) {
		long id = ids.incrementAndGet();
		CompletableFuture<JsonElement> answer = new CompletableFuture<>();
		pending.put(id, new Pending(command, answer));
		late(answer, timeout, "QEMU did not answer " + command + " within " + timeout.toMillis() + " ms");
		answer.whenComplete((value, failure) -> pending.remove(id));
		Map<String, Object> message = new LinkedHashMap<>();
		message.put("execute", command);
		if (!arguments.isEmpty()) {
			message.put("arguments", arguments);
		}
		message.put("id", id);
		byte[] line = (GSON.toJson(message) + "\n").getBytes(StandardCharsets.UTF_8);
		try {
			writer.execute(() -> write(line));
		} catch (RejectedExecutionException e) {
			answer.completeExceptionally(new DisconnectedException(reason != null ? reason : "the connection was closed"));
		}
		String gone = reason;
		if (gone != null) {
			answer.completeExceptionally(new DisconnectedException(gone));
		}
		return answer;
	}

	/**
	 * @param command a command without arguments
	 * @return what it returned
	 */
	public CompletableFuture<JsonElement> execute(String command) {
		return execute(command, Map.of());
	}

	/** @param listener is called with every event, on a thread of the client */
	public void addEventListener(Consumer<QmpEvent> listener) {
		listeners.add(listener);
	}

	/** @param listener is called once, with the reason, when the connection is gone; at once if it already is */
	public void onDisconnect(Consumer<String> listener) {
		disconnected.thenAccept(listener);
	}

	/** Closes the connection; QEMU goes on. Closing twice does nothing. */
	@Override
	public void close() {
		disconnect("the connection was closed");
	}

	private void write(byte[] line) {
		try {
			ByteBuffer buffer = ByteBuffer.wrap(line);
			while (buffer.hasRemaining()) {
				channel.write(buffer);
			}
		} catch (IOException e) {
			disconnect("the connection to QEMU is broken: " + e.getMessage());
		}
	}

	private void read() {
		ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		try {
			while (channel.read(buffer) >= 0) {
				for (int i = 0; i < buffer.position(); i++) {
					byte b = buffer.get(i);
					if (b == '\n') {
						receive(line.toString(StandardCharsets.UTF_8).strip());
						line.reset();
					} else if (line.size() < LIMIT) {
						line.write(b);
					} else {
						disconnect("QEMU's control socket sent a line without an end");
						return;
					}
				}
				buffer.clear();
			}
			disconnect("QEMU has closed its control socket" + (line.size() > 0 ? " in the middle of a line" : ""));
		} catch (IOException e) {
			disconnect("the connection to QEMU is broken: " + e.getMessage());
		}
	}

	private void receive(String line) {
		if (line.isEmpty()) {
			return;
		}
		JsonObject message;
		try {
			message = JsonParser.parseString(line).getAsJsonObject();
		} catch (JsonParseException | IllegalStateException e) {
			// Which request this belonged to can't be known: fail the oldest, for it is the one that QEMU answers next.
			ProtocolException failure = new ProtocolException("QEMU's control socket sent something that is not JSON: "
					+ (line.length() > 60 ? line.substring(0, 57) + "..." : line), e);
			if (!greeting.isDone()) {
				callback(() -> greeting.completeExceptionally(failure));
			}
			pending.keySet().stream().min(Long::compare).map(pending::remove)
					.ifPresent(p -> callback(() -> p.answer().completeExceptionally(failure)));
			return;
		}
		try {
			dispatch(message);
		} catch (RuntimeException e) {
			LOG.warn("a message of QEMU has an unexpected shape: {}", line, e);
		}
	}

	private void dispatch(JsonObject message) {
		if (message.has("QMP")) {
			JsonObject number = message.getAsJsonObject("QMP").getAsJsonObject("version").getAsJsonObject("qemu");
			version = number.get("major").getAsInt() + "." + number.get("minor").getAsInt() + "."
					+ number.get("micro").getAsInt();
			callback(() -> greeting.complete(version));
		} else if (message.has("event")) {
			QmpEvent event = new QmpEvent(message.get("event").getAsString(),
					message.has("data") ? message.getAsJsonObject("data") : new JsonObject());
			callback(() -> listeners.forEach(listener -> listener.accept(event)));
		} else if (message.has("id")) {
			Pending request = pending.remove(message.get("id").getAsLong());
			if (request == null) {
				LOG.debug("late answer of QEMU: {}", message);
			} else if (message.has("error")) {
				JsonObject error = message.getAsJsonObject("error");
				callback(() -> request.answer().completeExceptionally(new QmpException(request.command(),
						error.get("class").getAsString(), error.get("desc").getAsString())));
			} else {
				callback(() -> request.answer().complete(message.get("return")));
			}
		}
	}

	private void callback(Runnable task) {
		try {
			callbacks.execute(() -> {
				try {
					task.run();
				} catch (RuntimeException e) {
					LOG.error("a listener failed", e);
				}
			});
		} catch (RejectedExecutionException e) {
			task.run();
		}
	}

	private void disconnect(String why) {
		synchronized (this) {
			if (reason != null) {
				return;
			}
			reason = why;
		}
		try {
			channel.close();
		} catch (IOException e) {
			LOG.debug("closing QEMU's control socket", e);
		}
		DisconnectedException failure = new DisconnectedException(why);
		callback(() -> {
			greeting.completeExceptionally(failure);
			List.copyOf(pending.values()).forEach(p -> p.answer().completeExceptionally(failure));
			disconnected.complete(why);
		});
		writer.shutdown();
		callbacks.shutdown();
	}
}
