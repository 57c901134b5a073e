// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel;

import java.util.Arrays;
import java.util.Optional;

/** The five ways to build the one kernel: two execution models, and how far the kernel can be preempted. */
public enum KernelConfiguration {

	/** One kernel stack a thread, no kernel preemption. */
	PROCESS_NP("process-np", "Process model, no kernel preemption"),
	/** One kernel stack a thread, preemption at one point in long transfers. */
	PROCESS_PP("process-pp", "Process model, partial kernel preemption"),
	/** One kernel stack a thread, preemption nearly everywhere. */
	PROCESS_FP("process-fp", "Process model, full kernel preemption"),
	/** One kernel stack a processor, no kernel preemption. */
	INTERRUPT_NP("interrupt-np", "Interrupt model, no kernel preemption"),
	/** One kernel stack a processor, preemption at one point in long transfers. */
	INTERRUPT_PP("interrupt-pp", "Interrupt model, partial kernel preemption");

	private final String id;
	private final String label;

	KernelConfiguration(String id, String label) {
		this.id = id;
		this.label = label;
	}

	/** @return as {@code make CONFIG=} takes it and the running kernel names itself */
	public String id() {
		return id;
	}

	/** @return for a list in a user interface */
	public String label() {
		return label;
	}

	/**
	 * @param id as {@link #id()} gives it
	 * @return the configuration, empty if there is none
	 */
	public static Optional<KernelConfiguration> of(String id) {
		return Arrays.stream(values()).filter(c -> c.id.equals(id)).findFirst();
	}

	@Override
	public String toString() {
		return id;
	}
}
