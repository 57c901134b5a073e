// SPDX-License-Identifier: EPL-2.0
/** Colours for the kernel's sources in the generic editor, for a workbench without C/C++ development tools. */
package org.fluke.ui.editors;
