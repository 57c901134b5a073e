// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.api;

/**
 * One of the 30 words of a thread's frame: a row of {@code frame.tsv}.
 *
 * @param index position in the frame, from 0
 * @param name lower case: {@code eax}, {@code pr0}
 * @param group thread, cpu, pseudo, exception or server
 * @param regnum gdb's register number
 * @param meaning in words
 */
public record FrameWord(int index, String name, String group, int regnum, String meaning) {
}
