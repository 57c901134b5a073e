// SPDX-License-Identifier: EPL-2.0
/** Tests of the QEMU launcher, with and without a real QEMU. */
package org.fluke.qemu.tests;
