// SPDX-License-Identifier: EPL-2.0
/** The command line: {@code demo}, {@code run}, {@code api}, {@code frames}. Runs on plain Java, without OSGi. */
package org.fluke.cli;
