// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.fluke.bridge.Breakpoint;
import org.fluke.bridge.BridgeException;
import org.fluke.bridge.DisconnectedException;
import org.fluke.bridge.DoorAddress;
import org.fluke.bridge.KernelSession;
import org.fluke.bridge.KernelSessionListener;
import org.fluke.bridge.ProtocolException;
import org.fluke.bridge.RefusedException;
import org.fluke.bridge.ThreadChange;
import org.fluke.bridge.ThreadImage;
import org.fluke.bridge.ThreadStop;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.Cause;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.rsp.RspCodec;
import org.fluke.bridge.rsp.RspConnection;
import org.fluke.model.KernelObject;
import org.fluke.model.Snapshot;
import org.fluke.model.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The implementation of {@link KernelSession}. */
public final class LiveSession implements KernelSession {

	/** The longest bulk transfer that is believed. */
	private static final int BULK_LIMIT = 64 << 20;
	private static final int MEMORY_LIMIT = 1 << 20;
	/** Bytes of a memory transfer a packet: fits into any packet size we accept, in hex. */
	private static final int MEMORY_CHUNK = 0x700;
	private static final int MINIMUM_PACKET = 0x400;
	private static final int DEFAULT_PACKET = 0x1000;
	private static final int ANY = 0xff;
	private static final String SNAPSHOT = "fluke-snapshot";
	private static final String TRACE = "fluke-trace";

	/** What a kernel answers to anything but the question what it supports. */
	private static final Pattern NO_FEATURES = Pattern.compile("OK|E[0-9a-f]{2}|[lmOT].*", Pattern.DOTALL);

	private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);

	private final DoorAddress address;
	private final ApiTable api;
	private final Duration timeout;
	private final Bulk bulk;
	/** Only used while the bulk lock is held. */
	private final SnapshotRecords records = new SnapshotRecords();
	private final Breakpoints breakpoints = new Breakpoints();
	private final List<KernelSessionListener> listeners = new CopyOnWriteArrayList<>();
	private final Map<Integer, List<CompletableFuture<ThreadStop>>> awaitedStops = new ConcurrentHashMap<>();
	private final AsyncLock bulkLock = new AsyncLock();
	private final AsyncLock memoryLock = new AsyncLock();
	private final AsyncLock stopLock = new AsyncLock();
	private final Object snapshotGuard = new Object();
	private CompletableFuture<Snapshot> waitingSnapshot;
	private boolean readWhole;
	private volatile Map<Integer, String> names = Map.of();
	private volatile boolean tableKnown = true;
	private volatile boolean ended;
	private volatile boolean closing;
	private volatile int packetSize = DEFAULT_PACKET;
	private volatile int restarts;
	/** Of the last connection, while there is none. */
	private volatile boolean restarting;
	private volatile RspConnection connection;

	private LiveSession(DoorAddress address, ApiTable api, Duration timeout, ByteChannel channel) {
		this.address = address;
		this.api = api;
		this.timeout = timeout;
		bulk = new Bulk(api);
		use(channel);
	}

	private void use(ByteChannel channel) {
		RspConnection fresh = new RspConnection(channel, "the kernel", timeout);
		fresh.setNotificationListener(this::notified);
		connection = fresh;
		fresh.disconnected().thenAcceptAsync(reason -> {
			if (fresh == connection && !restarting) {
				end(reason);
			}
		}, fresh.callbackExecutor());
	}

	/**
	 * @see KernelSession#connect(DoorAddress, ApiTable, Duration)
	 */
	public static CompletableFuture<KernelSession> connect(DoorAddress address, ApiTable table, Duration timeout) {
		return open(address).thenCompose(channel -> over(channel, address, table, timeout));
	}

	private static CompletableFuture<SocketChannel> open(DoorAddress address) {
		CompletableFuture<SocketChannel> opened = new CompletableFuture<>();
		Thread.ofPlatform().daemon().name("fluke-connect").start(() -> {
			try {
				opened.complete(address.open());
			} catch (IOException | RuntimeException e) {
				opened.completeExceptionally(new DisconnectedException(
						"nothing answers at " + address + ": is the kernel running? (" + describe(e) + ")", e));
			}
		});
		return opened;
	}

	/**
	 * As {@link #connect}, over a channel that is already connected.
	 *
	 * @param channel in blocking mode; will be closed with the session
	 * @param address what the session says that it is connected to
	 * @param table what we know of the kernel's API
	 * @param timeout how long one packet may take
	 * @return the session, when the kernel has answered
	 */
	public static CompletableFuture<KernelSession> over(ByteChannel channel, DoorAddress address, ApiTable table,
			Duration timeout) {
		LiveSession session = new LiveSession(address, table, timeout, channel);
		return session.greet().handle((done, failure) -> {
			if (failure != null) {
				session.connection.close();
				throw new CompletionException(BridgeException.unwrap(failure));
			}
			return session;
		});
	}

	private static String describe(Exception e) {
		return e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
	}

	private CompletableFuture<Void> greet() {
		return connection.introduce("qSupported:xmlRegisters=i386;vFluke+", NO_FEATURES.asMatchPredicate()).thenCompose(features -> {
			List<String> known = Arrays.asList(features.split(";"));
			if (!known.contains("qXfer:" + SNAPSHOT + ":read+") || !known.contains("vFluke+")) {
				return CompletableFuture.failedFuture(new ProtocolException("what answers at " + address
						+ " is not the live door of a Fluke kernel" + (known.contains("ReverseStep+") || features.contains(
								"qXfer:features") ? " (it may be the machine door, or another gdb stub)" : "")));
			}
			for (String feature : known) {
				if (feature.startsWith("PacketSize=")) {
					try {
						packetSize = Math.max(MINIMUM_PACKET,
								Integer.parseInt(feature.substring("PacketSize=".length()), 16));
					} catch (NumberFormatException e) {
						LOG.debug("strange packet size: {}", feature);
					}
				}
			}
			return known.contains("QStartNoAckMode+") ? connection.startNoAckMode()
					: CompletableFuture.completedFuture(false);
		}).thenCompose(noAck -> command("switch to non-stop mode", "QNonStop:1"))
				// In non-stop mode "?" begins the list of threads that have stopped before we came; the snapshot shows them.
				.thenCompose(done -> connection.request("?")).thenCompose(this::drain);
	}

	private CompletableFuture<Void> drain(String answer) {
		if (answer.startsWith("T")) {
			return connection.request("vStopped").thenCompose(this::drain);
		}
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public ApiTable api() {
		return api;
	}

	@Override
	public DoorAddress address() {
		return address;
	}

	@Override
	public boolean isConnected() {
		return !closing && !restarting && connection.disconnectReason().isEmpty();
	}

	@Override
	public Optional<String> disconnectReason() {
		if (restarting && !ended) {
			return Optional.of("the kernel is being restarted");
		}
		Optional<String> reason = connection.disconnectReason();
		return reason.isEmpty() && closing ? Optional.of("the connection was closed") : reason;
	}

	@Override
	public boolean isTableKnown() {
		return tableKnown;
	}

	@Override
	public void addListener(KernelSessionListener listener) {
		synchronized (listeners) {
			if (!ended) {
				if (!listeners.contains(listener)) {
					listeners.add(listener);
				}
				return;
			}
		}
		connection.callbackExecutor().execute(() -> listener.disconnected(disconnectReason().orElse("")));
	}

	@Override
	public void removeListener(KernelSessionListener listener) {
		listeners.remove(listener);
	}

	@Override
	public CompletableFuture<Snapshot> snapshot() {
		CompletableFuture<Snapshot> pending = new CompletableFuture<>();
		synchronized (snapshotGuard) {
			if (waitingSnapshot != null) {
				return waitingSnapshot.copy();
			}
			waitingSnapshot = pending;
		}
		bulkLock.run(() -> {
			synchronized (snapshotGuard) {
				waitingSnapshot = null;
				if (readWhole) {
					readWhole = false;
					records.forget();
				}
			}
			return transfer(SNAPSHOT, records.since()).thenApply(this::snapshot);
		}).whenComplete((snapshot, failure) -> {
			if (failure != null) {
				pending.completeExceptionally(BridgeException.unwrap(failure));
			} else {
				pending.complete(snapshot);
			}
		});
		return pending.copy();
	}

	@Override
	public void readWhole() {
		synchronized (snapshotGuard) {
			readWhole = true;
		}
	}

	private Snapshot snapshot(byte[] bytes) {
		try {
			Bulk.ReadSnapshot read = bulk.snapshot(records.complete(bytes));
			tableKnown = read.tableDigest() == api.digest();
			Map<Integer, String> found = new HashMap<>(names);
			for (KernelObject object : read.snapshot().getObjects()) {
				found.put(object.getId(), object.getName());
			}
			names = Map.copyOf(found);
			return read.snapshot();
		} catch (ProtocolException e) {
			records.forget();
			throw new CompletionException(e);
		}
	}

	@Override
	public CompletableFuture<Trace> trace(long fromSequence) {
		return bulkLock.run(() -> transfer(TRACE, Long.toHexString(fromSequence))).thenApply(bytes -> {
			try {
				return bulk.trace(bytes, names);
			} catch (ProtocolException e) {
				throw new CompletionException(e);
			}
		});
	}

	private CompletableFuture<byte[]> transfer(String object, String annex) {
		return page(object, annex, new ByteArrayOutputStream());
	}

	private CompletableFuture<byte[]> page(String object, String annex, ByteArrayOutputStream sofar) {
		String packet = "qXfer:%s:read:%s:%x,%x".formatted(object, annex, sofar.size(), packetSize - 16);
		return connection.request(RspCodec.bytes(packet)).thenCompose(answer -> {
			if (answer.length == 0) {
				return failed(new ProtocolException("this kernel has no " + object));
			}
			char kind = (char) answer[0];
			if (kind != 'm' && kind != 'l') {
				return failed(refusal("read " + object, RspCodec.text(answer)));
			}
			sofar.write(answer, 1, answer.length - 1);
			if (kind == 'l') {
				return CompletableFuture.completedFuture(sofar.toByteArray());
			}
			if (answer.length == 1) {
				return failed(new ProtocolException(object + " stands still: the kernel sent an empty page at byte " + sofar.size()));
			}
			if (sofar.size() > BULK_LIMIT) {
				return failed(new ProtocolException(object + " does not end: " + sofar.size() + " bytes have come"));
			}
			return page(object, annex, sofar);
		});
	}

	@Override
	public CompletableFuture<Void> trace(int tid, boolean on) {
		return command(on ? "trace" : "stop tracing", tid, "vFluke:trace;%x;" + (on ? "1" : "0"));
	}

	@Override
	public CompletableFuture<Void> edit(int tid, Map<Integer, Integer> words) {
		if (words.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		StringBuilder packet = new StringBuilder("vFluke:edit;%x");
		List<Integer> order = new ArrayList<>(words.keySet());
		order.sort(null);
		for (int regnum : order) {
			packet.append(";%x=%x".formatted(regnum, words.get(regnum)));
		}
		return command("edit", tid, packet.toString());
	}

	@Override
	public CompletableFuture<Void> stop(int tid) {
		return command("stop", tid, "vFluke:stop;%x");
	}

	@Override
	public CompletableFuture<Void> resume(int tid) {
		return command("resume", tid, "vFluke:resume;%x");
	}

	@Override
	public CompletableFuture<Void> step(int tid) {
		return command("step", tid, "vFluke:step;%x");
	}

	@Override
	public CompletableFuture<Void> until(int tid, Cause cause, EntryPoint entry) {
		return command("run", tid, "vFluke:until;%%x;%x;%x".formatted(cause != null ? cause.number() : ANY,
				entry != null ? entry.number() : ANY));
	}

	@Override
	public CompletableFuture<Void> interrupt(int tid) {
		return command("interrupt", tid, "vFluke:interrupt;%x");
	}

	@Override
	public CompletableFuture<Void> destroy(int tid) {
		return command("destroy", tid, "vFluke:destroy;%x");
	}

	@Override
	public CompletableFuture<Void> create(int tid) {
		return command("create", tid, "vFluke:create;%x");
	}

	@Override
	public CompletableFuture<Integer> restore(ThreadImage image) {
		StringBuilder packet = new StringBuilder("vFluke:restore;%x".formatted(image.address()));
		image.words().forEach(word -> packet.append(";%x".formatted(word)));
		image.links().forEach(link -> packet.append(";%x".formatted(link)));
		return number("restore the thread", packet.toString(), "tid:");
	}

	@Override
	public CompletableFuture<Integer> stackPeak(int tid) {
		return number("look at the stack of thread " + tid, "vFluke:stack;%x".formatted(tid), "stack:");
	}

	/** A request whose answer is a number behind a prefix. */
	private CompletableFuture<Integer> number(String what, String packet, String prefix) {
		return connection.request(packet).thenCompose(answer -> {
			try {
				if (answer.startsWith(prefix)) {
					return CompletableFuture.completedFuture(Integer.parseUnsignedInt(answer.substring(prefix.length()), 16));
				}
			} catch (NumberFormatException e) {
				LOG.debug("a number that can't be read", e);
			}
			return failed(refusal(what, answer));
		});
	}

	@Override
	public CompletableFuture<Void> addBreakpoint(Breakpoint breakpoint) {
		return command("break on " + breakpoint.entry().name(), Breakpoints.packet("break", breakpoint))
				.thenRun(() -> breakpoints.add(breakpoint, names.get(breakpoint.id())));
	}

	@Override
	public CompletableFuture<Void> removeBreakpoint(Breakpoint breakpoint) {
		breakpoints.remove(breakpoint);
		return command("remove the breakpoint on " + breakpoint.entry().name(), Breakpoints.packet("unbreak", breakpoint));
	}

	@Override
	public List<Breakpoint> breakpoints() {
		return breakpoints.list();
	}

	@Override
	public CompletableFuture<String> monitor(String command) {
		return connection.console("qRcmd," + RspCodec.hex(command.getBytes(StandardCharsets.UTF_8)));
	}

	@Override
	public int restarts() {
		return restarts;
	}

	@Override
	public CompletableFuture<Void> restart(Supplier<? extends CompletionStage<?>> reset) {
		synchronized (listeners) {
			if (ended || closing || restarting) {
				return failed(new DisconnectedException(disconnectReason().orElse("the connection was closed")));
			}
			restarting = true;
		}
		connection.close();
		failAwaitedStops("the kernel is being restarted");
		CompletionStage<?> up;
		try {
			up = reset.get();
		} catch (RuntimeException e) {
			up = CompletableFuture.failedFuture(e);
		}
		return up.toCompletableFuture().thenCompose(done -> open(address)).thenCompose(channel -> {
			names = Map.of();
			use(channel);
			return greet();
		}).thenCompose(done -> {
			restarts++;
			restarting = false;
			records.forget();
			return snapshot();
		}).thenCompose(this::renewBreakpoints).handle((done, failure) -> {
			if (failure != null) {
				String reason = "the kernel did not come back: " + BridgeException.unwrap(failure).getMessage();
				restarting = false;
				connection.close();
				end(reason);
				throw new CompletionException(new DisconnectedException(reason, failure));
			}
			tell(KernelSessionListener::restarted);
			return null;
		});
	}

	private CompletableFuture<Void> renewBreakpoints(Snapshot now) {
		CompletableFuture<?>[] all = breakpoints.renew(now).stream()
				.map(each -> command("break on " + each.entry().name(), Breakpoints.packet("break", each)))
				.toArray(CompletableFuture<?>[]::new);
		return CompletableFuture.allOf(all);
	}

	@Override
	public CompletableFuture<byte[]> readMemory(int tid, int from, int length) {
		if (length < 0 || length > MEMORY_LIMIT) {
			return failed(new BridgeException("at most " + MEMORY_LIMIT + " bytes can be read at once, not "
					+ Integer.toUnsignedString(length)));
		}
		return memoryLock.run(() -> select(tid).thenCompose(done -> read(from, length, new ByteArrayOutputStream())));
	}

	private CompletableFuture<byte[]> read(int from, int length, ByteArrayOutputStream sofar) {
		int left = length - sofar.size();
		if (left == 0) {
			return CompletableFuture.completedFuture(sofar.toByteArray());
		}
		int at = from + sofar.size();
		return connection.request("m%x,%x".formatted(at, Math.min(left, memoryChunk()))).thenCompose(answer -> {
			if (answer.isEmpty() || isError(answer)) {
				return failed(refusal("read memory at 0x%08x".formatted(at), answer));
			}
			try {
				byte[] data = RspCodec.unhex(answer);
				if (data.length > left) {
					return failed(new ProtocolException("the kernel sent more memory than it was asked for"));
				}
				sofar.writeBytes(data);
			} catch (ProtocolException e) {
				return failed(e);
			}
			return read(from, length, sofar);
		});
	}

	@Override
	public CompletableFuture<Void> writeMemory(int tid, int to, byte[] data) {
		if (data.length > MEMORY_LIMIT) {
			return failed(new BridgeException("at most " + MEMORY_LIMIT + " bytes can be written at once, not " + data.length));
		}
		byte[] copy = data.clone();
		return memoryLock.run(() -> select(tid).thenCompose(done -> write(to, copy, 0)));
	}

	private CompletableFuture<Void> write(int to, byte[] data, int offset) {
		if (offset == data.length) {
			return CompletableFuture.completedFuture(null);
		}
		int count = Math.min(data.length - offset, memoryChunk());
		int at = to + offset;
		String digits = RspCodec.hex(Arrays.copyOfRange(data, offset, offset + count));
		return command("write memory at 0x%08x".formatted(at), "M%x,%x:%s".formatted(at, count, digits))
				.thenCompose(done -> write(to, data, offset + count));
	}

	private int memoryChunk() {
		return Math.min(MEMORY_CHUNK, (packetSize - 32) / 2);
	}

	private CompletableFuture<Void> select(int tid) {
		return command("select thread " + tid, "Hg%x".formatted(tid));
	}

	@Override
	public CompletableFuture<ThreadStop> nextStop(int tid) {
		CompletableFuture<ThreadStop> stop = new CompletableFuture<>();
		synchronized (listeners) {
			if (!ended) {
				awaitedStops.computeIfAbsent(tid, t -> new CopyOnWriteArrayList<>()).add(stop);
				return stop;
			}
		}
		stop.completeExceptionally(new DisconnectedException(disconnectReason().orElse("")));
		return stop;
	}

	@Override
	public void close() {
		// The kernel goes on either way: D only tells gdb-minded stubs to forget us, so nobody waits for its answer long.
		if (isConnected()) {
			closing = true;
			connection.request("D").orTimeout(500, TimeUnit.MILLISECONDS)
					.whenComplete((answer, failure) -> connection.close());
		}
	}

	private CompletableFuture<Void> command(String what, int tid, String packet) {
		String name = tid == ALL_SCENARIO_THREADS ? "all threads of the scenario"
				: names.getOrDefault(tid, "thread " + tid);
		return command(what + " " + name, packet.formatted(tid));
	}

	private CompletableFuture<Void> command(String what, String packet) {
		return connection.request(packet).thenCompose(
				answer -> answer.equals("OK") ? CompletableFuture.completedFuture(null) : failed(refusal(what, answer)));
	}

	private static boolean isError(String answer) {
		return answer.matches("E[0-9a-fA-F]{2}");
	}

	private static BridgeException refusal(String what, String answer) {
		if (isError(answer)) {
			return new RefusedException(what, Integer.parseInt(answer.substring(1), 16));
		}
		if (answer.isEmpty()) {
			return new ProtocolException(what + ": this kernel can't do that");
		}
		return new ProtocolException(what + ": the kernel answered something unexpected: "
				+ (answer.length() > 40 ? answer.substring(0, 37) + "..." : answer).replaceAll("[^\\x20-\\x7e]", "."));
	}

	private static <T> CompletableFuture<T> failed(BridgeException failure) {
		return CompletableFuture.failedFuture(failure);
	}

	// ---- what the kernel says by itself; on the connection's callback thread ----

	private void notified(String text) {
		if (text.startsWith("Fluke:")) {
			changed(text.substring("Fluke:".length()));
			return;
		}
		if (!text.startsWith("Stop:")) {
			LOG.debug("notification ignored: {}", text);
			return;
		}
		stopped(text.substring("Stop:".length()));
		Supplier<CompletableFuture<Void>> more = () -> connection.request("vStopped").thenCompose(this::more);
		stopLock.run(more).exceptionally(failure -> {
			LOG.debug("vStopped", failure);
			return null;
		});
	}

	private CompletableFuture<Void> more(String answer) {
		if (!answer.startsWith("T")) {
			return CompletableFuture.completedFuture(null);
		}
		stopped(answer);
		return connection.request("vStopped").thenCompose(this::more);
	}

	private void stopped(String reply) {
		ThreadStop stop = parseStop(reply, api);
		if (stop == null) {
			LOG.warn("a stop that can't be read: {}", reply);
			return;
		}
		List<CompletableFuture<ThreadStop>> awaited = awaitedStops.remove(stop.tid());
		if (awaited != null) {
			awaited.forEach(future -> future.complete(stop));
		}
		tell(listener -> listener.stopped(stop));
	}

	/** {@code CAUSE;TID} */
	private void changed(String change) {
		String[] parts = change.split(";", 2);
		Optional<Cause> cause = api.cause(parts[0]);
		if (cause.isEmpty() || parts.length < 2 || !parts[1].matches("[0-9a-f]{1,8}")) {
			LOG.debug("a change that can't be read: {}", change);
			return;
		}
		int tid = Integer.parseUnsignedInt(parts[1], 16);
		tell(listener -> listener.changed(new ThreadChange(tid, cause.get())));
	}

	private void tell(Consumer<KernelSessionListener> news) {
		tell(listeners, news);
	}

	private static void tell(List<KernelSessionListener> listeners, Consumer<KernelSessionListener> news) {
		for (KernelSessionListener listener : listeners) {
			try {
				news.accept(listener);
			} catch (RuntimeException e) {
				LOG.error("a listener failed", e);
			}
		}
	}

	/** Reads {@code T05thread:TID;fluke-cause:NAME;}; null if it isn't that. */
	static ThreadStop parseStop(String reply, ApiTable api) {
		if (!reply.matches("T[0-9a-fA-F]{2}.*")) {
			return null;
		}
		int signal = Integer.parseInt(reply.substring(1, 3), 16);
		int tid = 0;
		Cause cause = api.cause(0);
		for (String field : reply.substring(3).split(";")) {
			int colon = field.indexOf(':');
			if (colon < 0) {
				continue;
			}
			String value = field.substring(colon + 1);
			switch (field.substring(0, colon)) {
			case "thread" -> {
				try {
					tid = Integer.parseUnsignedInt(value, 16);
				} catch (NumberFormatException e) {
					return null;
				}
			}
			case "fluke-cause" -> cause = api.cause(value).orElse(new Cause(ANY, value, value, "not known to this version"));
			default -> {
				// gdb's own fields, registers among them, which the snapshot has too
			}
			}
		}
		return tid == 0 ? null : new ThreadStop(tid, signal, cause);
	}

	private void end(String reason) {
		List<KernelSessionListener> last;
		synchronized (listeners) {
			if (ended) {
				return;
			}
			ended = true;
			last = List.copyOf(listeners);
			listeners.clear();
		}
		failAwaitedStops(reason);
		tell(last, listener -> listener.disconnected(reason));
	}

	private void failAwaitedStops(String reason) {
		List.copyOf(awaitedStops.keySet()).forEach(tid -> {
			List<CompletableFuture<ThreadStop>> futures = awaitedStops.remove(tid);
			if (futures != null) {
				futures.forEach(future -> future.completeExceptionally(new DisconnectedException(reason)));
			}
		});
	}
}
