// SPDX-License-Identifier: EPL-2.0
/** Parts that nobody else needs to see: messages and images. */
package org.fluke.ui.internal;
