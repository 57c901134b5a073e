// SPDX-License-Identifier: EPL-2.0
/**
 * Starts QEMU with a Fluke kernel, knows when it is ready, and leaves nothing behind when it ends. Works from a plain
 * class path.
 */
package org.fluke.qemu;
