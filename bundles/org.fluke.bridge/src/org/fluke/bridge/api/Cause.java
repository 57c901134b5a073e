// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.api;

/**
 * Why a thread's frame was last worth a look: a row of {@code causes.tsv}.
 *
 * @param number from 0
 * @param name lower case: {@code fault-hard}
 * @param identifier upper case: {@code FAULT_HARD}
 * @param meaning in words
 */
public record Cause(int number, String name, String identifier, String meaning) {
}
