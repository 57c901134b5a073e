// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import org.fluke.bridge.api.Cause;

/**
 * Another client of the same kernel, a gdb for example, has changed a thread.
 *
 * @param tid the thread
 * @param cause what was done: {@code edit}, {@code destroy} or {@code create}
 */
public record ThreadChange(int tid, Cause cause) {
}
