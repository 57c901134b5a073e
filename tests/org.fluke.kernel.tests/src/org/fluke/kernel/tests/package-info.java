// SPDX-License-Identifier: EPL-2.0
/** Kernels are built, with the real compiler, alone and as projects of a workspace. */
package org.fluke.kernel.tests;
