// SPDX-License-Identifier: EPL-2.0
/**
 * The shipped kernel: its sources ({@link org.fluke.kernel.KernelSources}) and how a kernel is built
 * ({@link org.fluke.kernel.KernelBuild}). Plain Java: works without OSGi.
 */
package org.fluke.kernel;
