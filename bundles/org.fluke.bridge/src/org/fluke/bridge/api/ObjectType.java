// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.api;

import java.util.List;

/**
 * One of the nine object types: a row of {@code objects.tsv}.
 *
 * @param number from 0
 * @param name lower case: {@code mutex}
 * @param identifier upper case: {@code MUTEX}
 * @param words names of the state words in order, {@code hash} first; for a thread those of the frame
 * @param links names of the links in order
 * @param description one sentence
 */
public record ObjectType(int number, String name, String identifier, List<String> words, List<String> links,
		String description) {
}
