// SPDX-License-Identifier: EPL-2.0
/** How a machine is started and ended. Not API. */
package org.fluke.qemu.internal;
