// SPDX-License-Identifier: EPL-2.0
/** Changing frames: what was typed, applied and undone goes through the platform's operation history. */
package org.fluke.ui.editing;
