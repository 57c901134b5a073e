// SPDX-License-Identifier: EPL-2.0
/** How a session works inside. Not API. */
package org.fluke.bridge.internal;
