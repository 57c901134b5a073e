// SPDX-License-Identifier: EPL-2.0
/**
 * A client of the GDB remote serial protocol (GDB manual, appendix "GDB Remote Serial Protocol"): packet codec and
 * connection. Knows nothing about Fluke.
 */
package org.fluke.bridge.rsp;
