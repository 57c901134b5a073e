// SPDX-License-Identifier: EPL-2.0
/** The Fluke perspective. */
package org.fluke.ui;
