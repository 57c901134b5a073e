// SPDX-License-Identifier: EPL-2.0
/** The shipped kernel: its sources as a project template, its builder, its problems. */
package org.fluke.kernel;
