// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.rsp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.fluke.bridge.BridgeException;
import org.fluke.bridge.DisconnectedException;
import org.fluke.bridge.ProtocolException;
import org.fluke.bridge.RequestTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a remote stub. Requests are sent one at a time, in the order in which they were made; each has its
 * own timeout, which runs from the moment it was made. Thread-safe, and no method blocks.
 * <p>
 * While acknowledgements are on, a corrupt answer is asked for again up to {@value #RETRIES} times. After a timeout the
 * connection finds its place again with {@code vMustReplyEmpty}, so a late answer is never taken for that of another
 * request. A stub that is silent for long (because its whole machine is stopped in a debugger) is not given up: requests
 * time out one by one until it speaks again.
 */
public final class RspConnection implements AutoCloseable {

	/** How often a corrupt packet is asked for again, or repeated. */
	static final int RETRIES = 3;

	private static final Logger LOG = LoggerFactory.getLogger(RspConnection.class);
	private static final AtomicInteger COUNTER = new AtomicInteger();
	private static final byte[] ACK = { '+' };
	private static final byte[] NAK = { '-' };

	private final ByteChannel channel;
	private final Duration timeout;
	private final String peer;
	/** Owns all mutable state below: sends, matches answers to requests, counts time. */
	private final ScheduledExecutorService actor;
	/** Runs what others hang on our futures, and their listeners. */
	private final ExecutorService callbacks;

	private final ArrayDeque<Request> queue = new ArrayDeque<>();
	private Request current;
	private boolean resynchronizing;
	private boolean acks = true;
	private int complaints;
	private volatile int pendingBytes;
	private volatile Consumer<String> notificationListener = n -> {
	};
	private volatile String disconnectReason;
	private final CompletableFuture<String> disconnected = new CompletableFuture<>();

	private static final class Request {
		final byte[] wire;
		final String what;
		final CompletableFuture<byte[]> answer = new CompletableFuture<>();
		/** What the stub prints before its answer; null if it may not. */
		ByteArrayOutputStream output;
		/** Answers that can't be meant for it. */
		Predicate<String> foreign = text -> false;
		ScheduledFuture<?> timer;
		int repeats;

		Request(byte[] payload) {
			wire = RspCodec.encode(payload);
			what = RspCodec.shorten(RspCodec.text(payload));
		}
	}

	/**
	 * Takes over a connected channel and starts reading it.
	 *
	 * @param channel in blocking mode; will be closed with the connection
	 * @param peer who is at the other end, for messages: {@code the kernel}
	 * @param timeout how long a request may take
	 */
	public RspConnection(ByteChannel channel, String peer, Duration timeout) {
		this.channel = channel;
		this.peer = peer;
		this.timeout = timeout;
		int number = COUNTER.incrementAndGet();
		actor = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "fluke-rsp-" + number));
		callbacks = Executors.newSingleThreadExecutor(task -> daemon(task, "fluke-rsp-callbacks-" + number));
		daemon(this::read, "fluke-rsp-reader-" + number).start();
	}

	private static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Sends a packet and awaits its answer.
	 *
	 * @param payload unframed text, a byte a character
	 * @return the answer's payload as text; {@code E NN} and the empty answer are answers too
	 */
	public CompletableFuture<String> request(String payload) {
		return request(RspCodec.bytes(payload)).thenApply(RspCodec::text);
	}

	/**
	 * Sends a packet and awaits its answer.
	 *
	 * @param payload unframed, unescaped
	 * @return the answer's payload, unescaped and expanded
	 */
	public CompletableFuture<byte[]> request(byte[] payload) {
		return request(payload, null);
	}

	private CompletableFuture<byte[]> request(byte[] payload, ByteArrayOutputStream output) {
		Request request = new Request(payload);
		request.output = output;
		return request(request);
	}

	private CompletableFuture<byte[]> request(Request request) {
		// A copy on the callbacks' thread: nobody's code may run on the actor, nor complete the request itself.
		CompletableFuture<byte[]> result = new CompletableFuture<>();
		request.answer.whenComplete((answer, failure) -> execute(callbacks, () -> {
			if (failure != null) {
				result.completeExceptionally(failure);
			} else {
				result.complete(answer);
			}
		}));
		if (!execute(actor, () -> enqueue(request))) {
			request.answer.completeExceptionally(new DisconnectedException(reason()));
		}
		return result;
	}

	/**
	 * Sends the first packet of a conversation. A stub that others have used before may still be saying something to them.
	 *
	 * @param payload unframed text, a byte a character
	 * @param foreign which answers are not for us, and are dropped
	 * @return the answer's payload as text
	 */
	public CompletableFuture<String> introduce(String payload, Predicate<String> foreign) {
		Request request = new Request(RspCodec.bytes(payload));
		request.foreign = foreign;
		return request(request).thenApply(RspCodec::text);
	}

	/**
	 * Sends a packet whose answer comes after console output ({@code qRcmd}).
	 *
	 * @param payload unframed text, a byte a character
	 * @return the output; fails with a {@link ProtocolException} if the stub does not say {@code OK} in the end
	 */
	public CompletableFuture<String> console(String payload) {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		return request(RspCodec.bytes(payload), output).thenCompose(answer -> RspCodec.text(answer).equals("OK")
				? CompletableFuture.completedFuture(output.toString(StandardCharsets.UTF_8))
				: CompletableFuture.failedFuture(new ProtocolException(peer + " can't do that")));
	}

	/**
	 * Ends acknowledgements, if the stub agrees ({@code QStartNoAckMode}).
	 *
	 * @return whether it did
	 */
	public CompletableFuture<Boolean> startNoAckMode() {
		// The answer itself is still acknowledged; acks must be off before the next request goes out, hence on the actor.
		Request request = new Request(RspCodec.bytes("QStartNoAckMode"));
		CompletableFuture<Boolean> result = new CompletableFuture<>();
		request.answer.whenComplete((answer, failure) -> {
			boolean agreed = failure == null && RspCodec.text(answer).equals("OK");
			if (agreed) {
				acks = false;
			}
			execute(callbacks, () -> {
				if (failure != null) {
					result.completeExceptionally(failure);
				} else {
					result.complete(agreed);
				}
			});
		});
		if (!execute(actor, () -> enqueue(request))) {
			request.answer.completeExceptionally(new DisconnectedException(reason()));
		}
		return result;
	}

	/** @param listener gets the payload of each notification, one call after the other, on a thread of the connection */
	public void setNotificationListener(Consumer<String> listener) {
		notificationListener = listener;
	}

	/** @return where callbacks run, one after the other; for code that wants to be ordered with notifications */
	public Executor callbackExecutor() {
		return task -> execute(callbacks, task);
	}

	/** @return completes with the reason, one sentence for a human, when the connection is gone; never fails */
	public CompletableFuture<String> disconnected() {
		return disconnected.copy();
	}

	/** @return why the connection is gone; empty while it is there */
	public Optional<String> disconnectReason() {
		return Optional.ofNullable(disconnectReason);
	}

	/** Closes the connection; requests under way fail. Closing twice does nothing. */
	@Override
	public void close() {
		disconnect("the connection was closed");
	}

	private String reason() {
		String reason = disconnectReason;
		return reason != null ? reason : "the connection was closed";
	}

	private boolean execute(Executor executor, Runnable task) {
		try {
			executor.execute(() -> {
				try {
					task.run();
				} catch (RuntimeException e) {
					LOG.error("unexpected failure in the connection to {}", peer, e);
				}
			});
			return true;
		} catch (RejectedExecutionException e) {
			if (executor == callbacks) {
				// The connection is over; its last words run here.
				task.run();
			}
			return false;
		}
	}

	// ---- on the actor ----

	private void enqueue(Request request) {
		if (disconnectReason != null) {
			request.answer.completeExceptionally(new DisconnectedException(reason()));
			return;
		}
		request.timer = actor.schedule(() -> timeOut(request), timeout.toMillis(), TimeUnit.MILLISECONDS);
		queue.add(request);
		pump();
	}

	private void pump() {
		if (current == null && !resynchronizing && !queue.isEmpty()) {
			current = queue.remove();
			complaints = 0;
			write(current.wire);
		}
	}

	private void packet(byte[] payload) {
		if (acks) {
			write(ACK);
		}
		if (resynchronizing) {
			if (payload.length == 0) {
				resynchronizing = false;
				pump();
			} else {
				LOG.debug("late answer of {} dropped: {}", peer, RspCodec.shorten(RspCodec.text(payload)));
			}
		} else if (current == null) {
			LOG.debug("{} said something unasked: {}", peer, RspCodec.shorten(RspCodec.text(payload)));
		} else if (current.foreign.test(RspCodec.text(payload))) {
			LOG.debug("{} said something to somebody else: {}", peer, RspCodec.shorten(RspCodec.text(payload)));
		} else if (current.output != null && payload.length > 2 && payload[0] == 'O') {
			try {
				current.output.writeBytes(RspCodec.unhex(RspCodec.text(payload).substring(1)));
			} catch (ProtocolException e) {
				finish(null, e);
			}
		} else {
			finish(payload, null);
		}
	}

	private void corrupt(String what, boolean notification) {
		LOG.debug("corrupt packet of {}: {}", peer, what);
		if (notification || resynchronizing) {
			return;
		}
		if (acks && complaints++ < RETRIES) {
			write(NAK);
		} else if (current != null) {
			finish(null, new ProtocolException(
					peer + " sent a corrupt answer to " + current.what + ": " + what + (acks ? ", repeatedly" : "")));
		}
	}

	private void acknowledged(boolean ok) {
		if (ok || current == null || !acks) {
			return;
		}
		if (current.repeats++ < RETRIES) {
			write(current.wire);
		} else {
			finish(null, new ProtocolException(peer + " repeatedly received " + current.what + " corrupt"));
		}
	}

	private void timeOut(Request request) {
		if (request.answer.isDone() || disconnectReason != null) {
			return; // if the connection is gone, that is what the request will fail with
		}
		int partial = pendingBytes;
		String message = peer + " did not answer " + request.what + " within " + seconds(timeout);
		if (request != current) {
			queue.remove(request);
			request.answer.completeExceptionally(
					new RequestTimeoutException(message + " (it is silent; is its machine stopped?)"));
			return;
		}
		if (partial > 0) {
			message += ": its answer broke off after " + partial + " bytes";
		}
		resynchronizing = true;
		finish(null, new RequestTimeoutException(message));
		write(RspCodec.encode(RspCodec.bytes("vMustReplyEmpty")));
	}

	private static String seconds(Duration duration) {
		return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

	private void finish(byte[] answer, BridgeException failure) {
		Request request = current;
		current = null;
		request.timer.cancel(false);
		if (failure != null) {
			request.answer.completeExceptionally(failure);
		} else {
			request.answer.complete(answer);
		}
		pump();
	}

	private void write(byte[] data) {
		// The other end may have stopped reading: then only closing the channel gets this thread back.
		CompletableFuture<Void> done = new CompletableFuture<>();
		done.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
			disconnect(peer + " does not read what it is sent");
			return null;
		});
		try {
			ByteBuffer buffer = ByteBuffer.wrap(data);
			while (buffer.hasRemaining()) {
				channel.write(buffer);
			}
		} catch (IOException e) {
			disconnect("the connection to " + peer + " is broken: " + describe(e));
		} finally {
			done.complete(null);
		}
	}

	// ---- on the reader's thread ----

	private void read() {
		RspDecoder decoder = new RspDecoder(new RspDecoder.Sink() {
			@Override
			public void packet(byte[] payload) {
				execute(actor, () -> RspConnection.this.packet(payload));
			}

			@Override
			public void notification(byte[] payload) {
				execute(callbacks, () -> notificationListener.accept(RspCodec.text(payload)));
			}

			@Override
			public void acknowledged(boolean ok) {
				execute(actor, () -> RspConnection.this.acknowledged(ok));
			}

			@Override
			public void corrupt(String what, boolean notification) {
				execute(actor, () -> RspConnection.this.corrupt(what, notification));
			}
		});
		ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
		try {
			while (channel.read(buffer) >= 0) {
				decoder.feed(buffer.array(), 0, buffer.position());
				pendingBytes = decoder.pending();
				buffer.clear();
			}
			disconnect(decoder.pending() == 0 ? peer + " has closed the connection"
					: peer + " has closed the connection in the middle of a packet, after " + decoder.pending() + " bytes");
		} catch (IOException e) {
			disconnect("the connection to " + peer + " is broken: " + describe(e));
		}
	}

	private static String describe(IOException e) {
		return e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
	}

	// ---- on any thread ----

	private void disconnect(String reason) {
		synchronized (this) {
			if (disconnectReason != null) {
				return;
			}
			disconnectReason = reason;
		}
		try {
			channel.close();
		} catch (IOException e) {
			LOG.debug("closing the connection to {}", peer, e);
		}
		execute(actor, () -> {
			DisconnectedException failure = new DisconnectedException(reason);
			if (current != null) {
				queue.addFirst(current);
				current = null;
			}
			for (Request request : queue) {
				request.timer.cancel(false);
				request.answer.completeExceptionally(failure);
			}
			queue.clear();
			execute(callbacks, () -> disconnected.complete(reason));
			callbacks.shutdown();
			actor.shutdown();
		});
	}
}
