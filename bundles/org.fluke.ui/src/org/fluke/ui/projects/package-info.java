// SPDX-License-Identifier: EPL-2.0
/** Kernel projects: the wizard that makes them, their property page, preferences, what their builds print. */
package org.fluke.ui.projects;
