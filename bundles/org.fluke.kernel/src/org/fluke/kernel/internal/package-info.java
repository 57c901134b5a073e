// SPDX-License-Identifier: EPL-2.0
/** What users read. */
package org.fluke.kernel.internal;
