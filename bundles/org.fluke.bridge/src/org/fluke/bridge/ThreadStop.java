// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import org.fluke.bridge.api.Cause;

/**
 * A thread has stopped and said so.
 *
 * @param tid the thread
 * @param signal the number after {@code T}: 5 after a step or an "until", 0 after a stop that was asked for
 * @param cause why; {@code none} if the kernel did not say
 */
public record ThreadStop(int tid, int signal, Cause cause) {
}
