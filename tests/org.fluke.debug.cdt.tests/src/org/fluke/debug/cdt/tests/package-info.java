// SPDX-License-Identifier: EPL-2.0
/** CDT's debugger without its user interface, with a real gdb, at both doors of a real kernel. */
package org.fluke.debug.cdt.tests;
