// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.qmp;

import com.google.gson.JsonObject;

/**
 * Something QEMU reports by itself.
 *
 * @param name such as {@code SHUTDOWN}
 * @param data its data, empty if it has none
 */
public record QmpEvent(String name, JsonObject data) {
}
