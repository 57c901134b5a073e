// SPDX-License-Identifier: EPL-2.0
/** Builds, boots and connects to a kernel: the launch configuration type <em>Fluke Kernel (QEMU)</em>, and the demo. */
package org.fluke.debug.launch;
