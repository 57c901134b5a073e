// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.launch;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.DoorAddress;
import org.fluke.debug.internal.Messages;
import org.fluke.qemu.LiveSetting;
import org.fluke.qemu.QemuMachine;

/**
 * In what machine a kernel runs.
 *
 * @param memory in megabytes
 * @param processors how many; the kernel itself uses the first
 * @param shift an instruction takes 2 to the power of this nanoseconds of the guest's time; {@link #NOT_DETERMINISTIC} for
 *        the host's clock
 * @param live where the live door is, as {@link LiveSetting#parse} reads it; empty for a private socket
 * @param gdb where the machine door is, likewise
 * @param paused whether the processor waits at its first instruction until a debugger at the machine door lets it go
 * @param arguments more arguments for QEMU, quoted as in a shell
 */
public record MachineSettings(int memory, int processors, int shift, String live, String gdb, boolean paused,
		String arguments) {

	/** The guest's clock is the host's. */
	public static final int NOT_DETERMINISTIC = -1;

	/** Least memory in megabytes. */
	public static final int MEMORY_MIN = 16;

	/** Most memory in megabytes. */
	public static final int MEMORY_MAX = 2048;

	/** Most processors. */
	public static final int PROCESSORS_MAX = 8;

	/** Largest {@link #shift} that QEMU takes. */
	public static final int SHIFT_MAX = 10;

	/** The usual machine. */
	public static final MachineSettings DEFAULTS = usual(64, true);

	static MachineSettings usual(int memory, boolean deterministic) {
		return new MachineSettings(memory, 1, deterministic ? 0 : NOT_DETERMINISTIC, "", "", false, ""); //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$
	}

	/** @return what is wrong, one sentence for a human; empty if such a machine can be started */
	public Optional<String> problem() {
		if (memory < MEMORY_MIN || memory > MEMORY_MAX) {
			return Optional.of(NLS.bind(Messages.KernelLaunchSettings_badMemory, MEMORY_MIN, MEMORY_MAX));
		}
		if (processors < 1 || processors > PROCESSORS_MAX) {
			return Optional.of(NLS.bind(Messages.MachineSettings_badProcessors, PROCESSORS_MAX));
		}
		if (shift < NOT_DETERMINISTIC || shift > SHIFT_MAX) {
			return Optional.of(NLS.bind(Messages.MachineSettings_badShift, SHIFT_MAX));
		}
		return doorProblem(Messages.MachineSettings_live, () -> live(live))
				.or(() -> doorProblem(Messages.MachineSettings_gdb, () -> door(gdb)))
				.or(() -> !gdb.isEmpty() && door(gdb).equals(Optional.ofNullable(live(live).address()))
						? Optional.of(NLS.bind(Messages.MachineSettings_sameDoor, live))
						: Optional.empty());
	}

	private static Optional<String> doorProblem(String name, Supplier<?> address) {
		try {
			address.get();
			return Optional.empty();
		} catch (IllegalArgumentException e) {
			return Optional.of(NLS.bind(Messages.MachineSettings_badDoor, name, e.getMessage()));
		}
	}

	private static Optional<DoorAddress> door(String address) {
		return address.isEmpty() ? Optional.empty() : Optional.of(DoorAddress.parse(address));
	}

	private static LiveSetting live(String text) {
		return text.isEmpty() ? LiveSetting.DEFAULT : LiveSetting.parse(text);
	}

	/** @param builder is made to build such a machine */
	void applyTo(QemuMachine.Builder builder) {
		live(live).apply(builder).qemu(LaunchPreferences.qemu()).memory(memory).processors(processors)
				.deterministic(shift != NOT_DETERMINISTIC).shift(Math.max(0, shift))
				.gdb(door(gdb).orElse(null)).paused(paused).arguments(List.of(DebugPlugin.parseArguments(arguments)));
	}
}
