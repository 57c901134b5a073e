// SPDX-License-Identifier: EPL-2.0
/** Eclipse debug model and launch delegates of a Fluke kernel. No SWT. */
package org.fluke.debug;
