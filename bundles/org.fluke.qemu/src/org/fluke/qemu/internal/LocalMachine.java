// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu.internal;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import org.fluke.bridge.BridgeException;
import org.fluke.bridge.DoorAddress;
import org.fluke.bridge.qmp.QmpClient;
import org.fluke.bridge.qmp.QmpEvent;
import org.fluke.qemu.MachineExit;
import org.fluke.qemu.MachineListener;
import org.fluke.qemu.PortInUseException;
import org.fluke.qemu.QemuException;
import org.fluke.qemu.QemuMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The implementation of {@link QemuMachine}: a process of this computer. */
final class LocalMachine implements QemuMachine {

	private static final Duration START_LIMIT = Duration.ofSeconds(60);
	private static final Duration QMP_LIMIT = Duration.ofSeconds(30);
	private static final int CONSOLE_LINES = 10_000;
	private static final int LINE_LIMIT = 8192;
	private static final int ERROR_LINES = 20;
	private static final Logger LOG = LoggerFactory.getLogger(LocalMachine.class);

	/** Machines that the shutdown hook ends. */
	private static final Set<LocalMachine> RUNNING = ConcurrentHashMap.newKeySet();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(LocalMachine::kill), "fluke-qemu-shutdown"));
	}

	private record Waiter(Predicate<String> accept, CompletableFuture<String> line) {
	}

	private final List<String> command;
	private final Path folder;
	private final MachineBuilder.Doors doors;
	private final Path consoleLog;
	private final List<MachineListener> listeners;
	private final ExecutorService events;
	private final CompletableFuture<Process> started = new CompletableFuture<>();
	private final CompletableFuture<MachineExit> exit = new CompletableFuture<>();
	private final Deque<String> console = new ArrayDeque<>();
	private final List<Waiter> waiters = new ArrayList<>();
	private final Deque<String> errors = new ArrayDeque<>();
	private volatile boolean closing;
	private volatile Process process;
	private volatile QmpClient qmp;

	private LocalMachine(List<String> command, Path folder, MachineBuilder.Doors doors, Path consoleLog,
			List<MachineListener> listeners) {
		this.command = List.copyOf(command);
		this.folder = folder;
		this.doors = doors;
		this.consoleLog = consoleLog;
		this.listeners = new CopyOnWriteArrayList<>(listeners);
		events = Executors.newSingleThreadExecutor(task -> thread(task, "fluke-qemu-events"));
	}

	private static Thread thread(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	static LocalMachine start(List<String> command, Path folder, Path qmpSocket, MachineBuilder.Doors doors,
			Path consoleLog, List<MachineListener> listeners, boolean paused) throws IOException {
		LocalMachine machine = new LocalMachine(command, folder, doors, consoleLog, listeners);
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(qmpSocket));
			thread(machine::keep, "fluke-qemu-keeper").start();
			machine.process = get(machine.started);
			RUNNING.add(machine);
			// If QEMU ends before it connects, nobody else will: closing the server ends the wait.
			machine.exit.thenRun(() -> closeQuietly(server));
			CompletableFuture<QmpClient> greeted = new CompletableFuture<>();
			thread(() -> {
				try {
					QmpClient.over(server.accept(), QMP_LIMIT).whenComplete((client, failure) -> {
						if (failure != null) {
							greeted.completeExceptionally(failure);
						} else {
							greeted.complete(client);
						}
					});
				} catch (IOException e) {
					greeted.completeExceptionally(e);
				}
			}, "fluke-qemu-accept").start();
			machine.await(greeted.thenCompose(client -> {
				machine.qmp = client;
				client.addEventListener(machine::event);
				return client.execute(paused ? "query-status" : "cont");
			}));
			return machine;
		} catch (IOException | RuntimeException e) {
			machine.close();
			throw e;
		}
	}

	private static <T> T get(CompletableFuture<T> future) throws IOException {
		try {
			return future.get();
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new QemuException("interrupted while QEMU was starting", e);
		} catch (ExecutionException e) {
			throw new QemuException("QEMU can't be started: " + e.getCause().getMessage(), e.getCause());
		}
	}

	private void await(CompletableFuture<?> ready) throws QemuException {
		try {
			CompletableFuture.anyOf(ready, exit).get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new QemuException("interrupted while QEMU was starting", e);
		} catch (TimeoutException e) {
			throw new QemuException("QEMU does not answer on its control socket after " + START_LIMIT.toSeconds() + " s"
					+ lastErrors(), e);
		} catch (ExecutionException e) {
			if (!endsSoon()) {
				throw new QemuException(BridgeException.unwrap(e).getMessage() + lastErrors(), e.getCause());
			}
		}
		if (exit.isDone()) {
			MachineExit how = exit.join();
			String text = String.join(" / ", how.lastErrors());
			if (text.matches("(?s).*(Address already in use|Failed to find an available port|Failed to bind).*")) {
				throw new PortInUseException("a port or socket of the machine is in use: " + text);
			}
			throw new QemuException("QEMU did not start: " + how.reason());
		}
	}

	/** A connection that breaks is nearly always the first sign of an end, whose reason is the better message. */
	private boolean endsSoon() {
		try {
			exit.get(2, TimeUnit.SECONDS);
			return true;
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			return false;
		} catch (ExecutionException | TimeoutException e) {
			return false;
		}
	}

	private String lastErrors() {
		synchronized (errors) {
			return errors.isEmpty() ? "" : ": " + String.join(" / ", errors);
		}
	}

	/**
	 * Starts the process and waits for its end, all on one thread: Linux sends the parent-death signal when the
	 * <em>thread</em> that started the process ends, so this thread must outlive it.
	 */
	private void keep() {
		Process child;
		try {
			ProcessBuilder builder = new ProcessBuilder(bound(command));
			builder.directory(folder.toFile());
			child = builder.start();
		} catch (IOException e) {
			started.completeExceptionally(e);
			exit.complete(new MachineExit(-1, false, List.of(String.valueOf(e.getMessage()))));
			events.shutdown();
			return;
		}
		Thread output = thread(() -> readConsole(child.getInputStream()), "fluke-qemu-console");
		Thread error = thread(() -> readErrors(child.getErrorStream()), "fluke-qemu-errors");
		output.start();
		error.start();
		started.complete(child);
		int status = -1;
		boolean ended = false;
		while (!ended) {
			try {
				status = child.waitFor();
				ended = true;
			} catch (InterruptedException e) {
				LOG.debug("nobody should interrupt this thread", e);
			}
		}
		join(output);
		join(error);
		ended(status);
	}

	/** Both streams end with the process, unless a child of it that we don't know of holds them open. */
	private static void join(Thread thread) {
		try {
			thread.join(1000);
		} catch (InterruptedException e) {
			LOG.debug("nobody should interrupt this thread", e);
		}
	}

	/** Has the kernel kill QEMU when we die, however we die. setpriv is part of util-linux, which every Linux has. */
	private static List<String> bound(List<String> command) {
		Path setpriv = QemuFinder.onPath("setpriv", System.getenv());
		if (setpriv == null) {
			LOG.warn("there is no setpriv: QEMU will go on running if this program is killed");
			return command;
		}
		List<String> bound = new ArrayList<>(List.of(setpriv.toString(), "--pdeathsig", "KILL", "--"));
		bound.addAll(command);
		return bound;
	}

	private void readConsole(InputStream in) {
		try (OutputStream log = consoleLog != null ? Files.newOutputStream(consoleLog) : OutputStream.nullOutputStream()) {
			byte[] buffer = new byte[8192];
			ByteArrayOutputStream line = new ByteArrayOutputStream();
			for (int count; (count = in.read(buffer)) >= 0;) {
				log.write(buffer, 0, count);
				log.flush();
				for (int i = 0; i < count; i++) {
					if (buffer[i] == '\n' || line.size() >= LINE_LIMIT) {
						consoleLine(line.toString(StandardCharsets.UTF_8));
						line.reset();
					}
					if (buffer[i] != '\n' && buffer[i] != '\r' && buffer[i] != 0) {
						line.write(buffer[i]);
					}
				}
			}
			if (line.size() > 0) {
				consoleLine(line.toString(StandardCharsets.UTF_8));
			}
		} catch (IOException e) {
			LOG.debug("reading the console", e);
		}
	}

	private void consoleLine(String line) {
		List<Waiter> accepted = new ArrayList<>();
		synchronized (console) {
			if (console.size() == CONSOLE_LINES) {
				console.removeFirst();
			}
			console.add(line);
			waiters.removeIf(w -> w.line().isDone());
			for (Waiter waiter : waiters) {
				if (waiter.accept().test(line)) {
					accepted.add(waiter);
				}
			}
			waiters.removeAll(accepted);
		}
		tell(() -> {
			listeners.forEach(listener -> listener.consoleLine(line));
			accepted.forEach(waiter -> waiter.line().complete(line));
		});
	}

	private void readErrors(InputStream in) {
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
			for (String line; (line = reader.readLine()) != null;) {
				LOG.debug("QEMU: {}", line);
				error(line);
			}
		} catch (IOException e) {
			LOG.debug("reading QEMU's errors", e);
		}
	}

	private void error(String line) {
		synchronized (errors) {
			if (errors.size() == ERROR_LINES) {
				errors.removeFirst();
			}
			errors.add(line);
		}
	}

	private void event(QmpEvent event) {
		if (event.name().equals("SHUTDOWN") && event.data().has("reason")) {
			switch (event.data().get("reason").getAsString()) {
			case "guest-reset" -> error("the guest reset the machine (a triple fault, or on purpose)");
			case "guest-panic" -> error("the guest panicked");
			default -> {
				// asked for, by us or by the guest
			}
			}
		}
	}

	private void ended(int status) {
		RUNNING.remove(this);
		QmpClient client = qmp;
		if (client != null) {
			client.close();
		}
		MachineFolder.remove(folder);
		removeSockets();
		MachineExit how;
		synchronized (errors) {
			how = new MachineExit(status, closing, List.copyOf(errors));
		}
		tell(() -> {
			listeners.forEach(listener -> listener.ended(how));
			listeners.clear();
		});
		List<Waiter> left;
		synchronized (console) {
			left = List.copyOf(waiters);
			waiters.clear();
		}
		exit.complete(how);
		tell(() -> left.forEach(waiter -> waiter.line().completeExceptionally(new QemuException(how.reason()))));
		events.shutdown();
	}

	private void tell(Runnable task) {
		try {
			events.execute(() -> {
				try {
					task.run();
				} catch (RuntimeException e) {
					LOG.error("a listener failed", e);
				}
			});
		} catch (RejectedExecutionException e) {
			LOG.debug("too late to tell", e);
		}
	}

	/** Sockets outside of our folder, if the user wanted them there. */
	private void removeSockets() {
		for (DoorAddress door : List.of(doors.live(), doors.liveForGdb(), doors.machine())) {
			try {
				if (door.socket() != null) {
					Files.deleteIfExists(door.socket());
				}
			} catch (IOException e) {
				LOG.debug("removing {}", door, e);
			}
		}
	}

	/** Ends QEMU without asking it; for when there is no time. */
	private void kill() {
		closing = true;
		process.destroyForcibly();
		MachineFolder.remove(folder);
		removeSockets();
	}

	private static void closeQuietly(ServerSocketChannel server) {
		try {
			server.close();
		} catch (IOException e) {
			LOG.debug("closing", e);
		}
	}

	@Override
	public DoorAddress liveDoor() {
		return doors.live();
	}

	@Override
	public DoorAddress liveDoorForGdb() {
		return doors.liveForGdb();
	}

	@Override
	public DoorAddress machineDoor() {
		return doors.machine();
	}

	@Override
	public QmpClient qmp() {
		return qmp;
	}

	@Override
	public List<String> commandLine() {
		return command;
	}

	@Override
	public long pid() {
		return process.pid();
	}

	@Override
	public boolean isAlive() {
		return process.isAlive();
	}

	@Override
	public CompletableFuture<MachineExit> exit() {
		return exit.copy();
	}

	@Override
	public void addListener(MachineListener listener) {
		try {
			events.execute(() -> {
				if (exit.isDone()) {
					listener.ended(exit.join());
				} else {
					listeners.add(listener);
				}
			});
		} catch (RejectedExecutionException e) {
			listener.ended(exit.join());
		}
	}

	@Override
	public void removeListener(MachineListener listener) {
		listeners.remove(listener);
	}

	@Override
	public List<String> console() {
		synchronized (console) {
			return List.copyOf(console);
		}
	}

	@Override
	public CompletableFuture<String> awaitConsoleLine(Predicate<String> accept, Duration timeout) {
		CompletableFuture<String> line = new CompletableFuture<>();
		synchronized (console) {
			for (String past : console) {
				if (accept.test(past)) {
					line.complete(past);
					return line;
				}
			}
			waiters.add(new Waiter(accept, line));
		}
		if (exit.isDone()) {
			line.completeExceptionally(new QemuException(exit.join().reason()));
			return line;
		}
		CompletableFuture<Void> alarm = new CompletableFuture<Void>().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
		alarm.whenComplete((done, late) -> {
			if (late instanceof TimeoutException) {
				line.completeExceptionally(new QemuException("the guest did not print the awaited line within "
						+ timeout.toSeconds() + " s" + lastLine()));
			}
		});
		line.whenComplete((value, failure) -> alarm.complete(null));
		return line;
	}

	private String lastLine() {
		synchronized (console) {
			return console.isEmpty() ? "; it has printed nothing" : "; its last line is: " + console.peekLast();
		}
	}

	@Override
	public CompletableFuture<Void> restart() {
		QmpClient client = qmp;
		// A guest that resets itself has crashed, and ends its machine (-no-reboot). This reset is ours, and the firmware's
		// answer to it is another one; so the rule is lifted until the kernel has something to say.
		return client.execute("stop").thenCompose(done -> client.execute("set-action", Map.of("reboot", "reset")))
				.thenCompose(done -> client.execute("system_reset")).thenCompose(done -> {
					synchronized (console) {
						console.clear();
					}
					awaitConsoleLine(line -> true, START_LIMIT)
							.thenRun(() -> client.execute("set-action", Map.of("reboot", "shutdown")));
					tell(() -> listeners.forEach(MachineListener::restarted));
					return client.execute("cont");
				}).thenApply(done -> null);
	}

	@Override
	public void type(String text) throws QemuException {
		try {
			OutputStream out = process.getOutputStream();
			out.write(text.getBytes(StandardCharsets.UTF_8));
			out.flush();
		} catch (IOException e) {
			throw new QemuException(exit.isDone() ? exit.join().reason() : "the console can't be written to: " + e.getMessage(), e);
		}
	}

	@Override
	public void close() {
		closing = true;
		Process child = process;
		if (child == null) {
			// It never started; keep() has ended.
			return;
		}
		QmpClient client = qmp;
		if (client != null && child.isAlive()) {
			client.execute("quit");
			if (endsWithin(2)) {
				return;
			}
		}
		child.destroy();
		if (!endsWithin(2)) {
			child.destroyForcibly();
			endsWithin(1);
		}
	}

	private boolean endsWithin(long seconds) {
		try {
			exit.get(seconds, TimeUnit.SECONDS);
			return true;
		} catch (TimeoutException | ExecutionException e) {
			return false;
		} catch (InterruptedException e) {
			// Whoever interrupts a close wants it over: no more time for QEMU.
			process.destroyForcibly();
			Thread.currentThread().interrupt();
			return false;
		}
	}
}
