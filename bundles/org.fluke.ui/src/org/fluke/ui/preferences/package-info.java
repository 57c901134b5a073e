// SPDX-License-Identifier: EPL-2.0
/** What users can set for the whole workbench. */
package org.fluke.ui.preferences;
