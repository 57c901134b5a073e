// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.api;

/**
 * One of the kernel's system calls, a fixed address in the entry page: a row of {@code entrypoints.tsv}.
 *
 * @param number from 0
 * @param name as in C, without prefix: {@code ipc_client_send}
 * @param category Trivial, Short, Long or Multi-stage (the paper's table 1)
 * @param object the object type that it acts on, in words
 * @param source where its definition comes from
 * @param registersIn what the registers mean while eip stands on it, in words
 * @param registersOut what they mean when it has completed, in words
 * @param restart how it restarts, in words
 */
public record EntryPoint(int number, String name, String category, String object, String source, String registersIn,
		String registersOut, String restart) {

	/** @return the address at which user code calls it, unsigned; a restart point when eip stands there */
	public int address() {
		return ApiTable.ENTRY_PAGE + ApiTable.ENTRY_SIZE * number;
	}

	/** @return the address of its return instruction, on which eip stands when the call has completed */
	public int returnAddress() {
		return address() + ApiTable.RETURN_OFFSET;
	}
}
