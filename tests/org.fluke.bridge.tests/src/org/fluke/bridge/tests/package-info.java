// SPDX-License-Identifier: EPL-2.0
/** Tests of the bridge without a kernel: against stubs in memory. */
package org.fluke.bridge.tests;
