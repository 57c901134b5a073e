// SPDX-License-Identifier: EPL-2.0
/** Labels and images of the debug model. */
package org.fluke.ui.presentation;
