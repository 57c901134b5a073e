// SPDX-License-Identifier: EPL-2.0
/**
 * Snapshots in files. What a file says is believed no more than what comes over a wire: see
 * {@link org.fluke.bridge.state.StateFile}.
 */
package org.fluke.bridge.state;
