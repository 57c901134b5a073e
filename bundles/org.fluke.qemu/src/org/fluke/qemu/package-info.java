// SPDX-License-Identifier: EPL-2.0
/** A QEMU machine: command line, process, sockets and logs. Plain Java: no OSGi, no SWT. */
package org.fluke.qemu;
