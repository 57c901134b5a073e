// SPDX-License-Identifier: EPL-2.0
/** A client of the QEMU machine protocol (QEMU documentation, "QEMU QMP Reference Manual"). */
package org.fluke.bridge.qmp;
