// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import org.fluke.bridge.DoorAddress;
import org.fluke.bridge.qmp.QmpClient;
import org.fluke.qemu.internal.MachineBuilder;

/**
 * A QEMU process with a Fluke kernel in it. It ends when it is closed, when our Java machine ends in whatever way, or by
 * itself; its private folder goes with it. Thread-safe.
 */
public interface QemuMachine extends AutoCloseable {

	/** How a machine is started. Each setter returns the builder. */
	interface Builder {

		/** @param folder where a built kernel is: {@code fluke.elf} and {@code root.img} ({@code kernel/build/CONFIG}) */
		Builder kernel(Path folder);

		/**
		 * @param executable QEMU, null for the default: the system property {@code fluke.qemu}, the environment's FLUKE_QEMU, then
		 *        {@code qemu-system-i386} on the PATH
		 */
		Builder qemu(Path executable);

		/** @param name the scenario to start, null for an idle system */
		Builder scenario(String name);

		/** @param hold whether the scenario's threads are created stopped */
		Builder hold(boolean hold);

		/** @param megabytes of memory, default 64 */
		Builder memory(int megabytes);

		/**
		 * @param deterministic whether the guest's clock counts its instructions, so that every run is the same; an idle guest
		 *        then takes a whole processor. Default true
		 */
		Builder deterministic(boolean deterministic);

		/**
		 * @param shift if deterministic, an instruction takes 2 to the power of this nanoseconds of the guest's time, from 0 to
		 *        10. Default 0
		 */
		Builder shift(int shift);

		/** @param processors how many, default 1 */
		Builder processors(int processors);

		/** @param words more words for the kernel, with spaces between; default none */
		Builder kernelArguments(String words);

		/** @param live where the live door shall be; default: a socket in the private folder */
		Builder live(DoorAddress live);

		/**
		 * @param live where the live door's second line shall be, for a gdb beside the bridge; default: a socket in the private
		 *        folder. A {@link LiveTransport#UART} has one line only, which then is there
		 */
		Builder liveForGdb(DoorAddress live);

		/** @param transport what carries the live door, default {@link LiveTransport#VIRTIO} */
		Builder transport(LiveTransport transport);

		/** @param gdb where the machine door shall be; default: a socket in the private folder */
		Builder gdb(DoorAddress gdb);

		/** @param log file that gets everything the guest prints, in addition to listeners; default: none */
		Builder consoleLog(Path log);

		/** @param paused whether the processor waits for gdb or QMP before its first instruction. Default false */
		Builder paused(boolean paused);

		/** @param arguments more arguments for QEMU, at the end */
		Builder arguments(List<String> arguments);

		/** @param listener hears everything from the first line on */
		Builder listener(MachineListener listener);

		/** @return the command line as it would be, for a "Show command line" */
		List<String> commandLine();

		/**
		 * Starts QEMU and waits (not on a clock, and at most a minute) until it answers on its control socket; then the doors
		 * can be connected to. The guest may not have printed anything yet.
		 *
		 * @return the machine
		 * @throws QemuNotFoundException if there is no QEMU, or one that is too old
		 * @throws PortInUseException if a door's port or socket is taken
		 * @throws QemuException if QEMU ends or does not answer; the message holds its last words
		 */
		QemuMachine start() throws QemuException;
	}

	/** @return a builder with the defaults above */
	static Builder builder() {
		return new MachineBuilder();
	}

	/** @return where {@link org.fluke.bridge.KernelSession#connect} goes */
	DoorAddress liveDoor();

	/**
	 * @return where gdb's {@code target extended-remote} goes while the bridge is connected to {@link #liveDoor()}; the
	 *         same door if the transport has one line only
	 */
	DoorAddress liveDoorForGdb();

	/** @return where gdb's {@code target remote} goes */
	DoorAddress machineDoor();

	/** @return QEMU's control connection */
	QmpClient qmp();

	/** @return what was started, argument by argument */
	List<String> commandLine();

	/** @return process id */
	long pid();

	/** @return false when the process has ended */
	boolean isAlive();

	/** @return completes when the process has ended; never fails */
	CompletableFuture<MachineExit> exit();

	/** @param listener hears what comes from now on; if the machine has already ended it hears that */
	void addListener(MachineListener listener);

	/** @param listener hears nothing any more */
	void removeListener(MachineListener listener);

	/** @return all whole console lines so far (the last 10,000) */
	List<String> console();

	/**
	 * The first console line, past or future, that a predicate accepts.
	 *
	 * @param accept the predicate
	 * @param timeout how long to wait, in the host's time
	 * @return the line; fails with a {@link QemuException} if the machine ends first or time is up
	 */
	CompletableFuture<String> awaitConsoleLine(Predicate<String> accept, Duration timeout);

	/**
	 * Resets the machine, which starts its kernel anew, with the same command line and in the same process; doors and
	 * listeners stay. {@link #console()} begins anew, so the next run's lines can be awaited.
	 *
	 * @return the kernel is starting; fails with a {@link org.fluke.bridge.BridgeException} if QEMU refuses
	 */
	CompletableFuture<Void> restart();

	/**
	 * Types on the guest's console.
	 *
	 * @param text is sent as UTF-8; nothing is added
	 * @throws QemuException if the machine has ended
	 */
	void type(String text) throws QemuException;

	/**
	 * Ends QEMU and waits until it has ended: asks it through QMP, then terminates, then kills the process (at most 5 s in
	 * all). Removes the private folder. Closing twice does nothing.
	 */
	@Override
	void close();
}
