// SPDX-License-Identifier: EPL-2.0
/** The kernel's API as data: the tables of {@code kernel/api/}, read when they are first needed, never typed again. */
package org.fluke.bridge.api;
