// SPDX-License-Identifier: EPL-2.0
/**
 * The one place that sees CDT's classes: keeps the selections of CDT's Debug view and of our views together where a
 * session of CDT is at a kernel's live door. Optional at run time.
 */
package org.fluke.debug.cdt;
