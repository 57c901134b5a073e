// SPDX-License-Identifier: EPL-2.0
/** The pages of a launch configuration. */
package org.fluke.ui.launch;
