// SPDX-License-Identifier: EPL-2.0
/** What a user can do with a kernel: handlers of the commands in plugin.xml. */
package org.fluke.ui.commands;
