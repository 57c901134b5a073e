// SPDX-License-Identifier: EPL-2.0
/**
 * Tests on the real workbench and the real kernel in QEMU. They look at what the widgets show and do what a user does;
 * nothing sleeps: {@link org.fluke.ui.tests.Eventually} spins the display until a condition holds, and says what was
 * there instead if it never does.
 */
package org.fluke.ui.tests;
