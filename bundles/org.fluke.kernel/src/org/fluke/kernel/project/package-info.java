// SPDX-License-Identifier: EPL-2.0
/** Kernels as projects of the workspace: nature, incremental builder, problem markers, settings. No user interface. */
package org.fluke.kernel.project;
