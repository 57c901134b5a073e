// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.snapshot;

import org.fluke.debug.internal.Messages;

/** Whether a thread runs, in the order of the numbers in a snapshot. */
public enum RunState {
	/** It could run, but the processor is busy. */
	RUNNABLE(Messages.RunState_runnable),
	/** It waits for something. */
	SLEEPING(Messages.RunState_sleeping),
	/** It was stopped and stays so until somebody resumes it. */
	STOPPED(Messages.RunState_stopped),
	/** It has the processor. */
	RUNNING(Messages.RunState_running);

	private final String label;

	RunState(String label) {
		this.label = label;
	}

	/** @return the word for a human */
	public String label() {
		return label;
	}

	/**
	 * @param number as in a snapshot
	 * @return the state; runnable for a number that we don't know
	 */
	public static RunState of(int number) {
		return number >= 0 && number < values().length ? values()[number] : RUNNABLE;
	}
}
