// SPDX-License-Identifier: EPL-2.0
/** The one thread that all views of a window show, and what can be done with it. */
package org.fluke.ui.selection;
