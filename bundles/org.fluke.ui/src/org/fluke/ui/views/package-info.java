// SPDX-License-Identifier: EPL-2.0
/** The views of the Fluke perspective. */
package org.fluke.ui.views;
