// SPDX-License-Identifier: EPL-2.0
/**
 * The debug model of a running Fluke kernel: {@link org.fluke.debug.KernelDebugTarget} holds one
 * {@link org.fluke.debug.KernelThread} per thread object, each with one {@link org.fluke.debug.RestartPointFrame}.
 * Everything that the model says about a thread comes from one snapshot. No SWT.
 */
package org.fluke.debug;
