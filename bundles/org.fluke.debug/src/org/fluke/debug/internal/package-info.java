// SPDX-License-Identifier: EPL-2.0
/** Parts of the debug model that nobody else needs to see. */
package org.fluke.debug.internal;
