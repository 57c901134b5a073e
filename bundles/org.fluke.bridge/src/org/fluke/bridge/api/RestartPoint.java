// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.api;

/**
 * What an eip in the entry page says.
 *
 * @param entry the entry point
 * @param completed false: eip stands on the entry point, the call is what the thread will do next; true: eip stands on
 *        its return instruction, the call is over
 */
public record RestartPoint(EntryPoint entry, boolean completed) {
}
