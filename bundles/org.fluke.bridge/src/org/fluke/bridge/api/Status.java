// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.api;

/**
 * A status or insanity code: a row of {@code status.tsv}.
 *
 * @param number as in the register
 * @param identifier upper case: {@code MUTEX_HELD}
 * @param kind status or insanity
 * @param meaning in words
 */
public record Status(int number, String identifier, String kind, String meaning) {
}
