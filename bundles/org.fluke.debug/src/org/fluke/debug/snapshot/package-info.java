// SPDX-License-Identifier: EPL-2.0
/**
 * What a kernel looked like at one moment. {@link org.fluke.debug.snapshot.SnapshotService} fetches one bulk snapshot at a
 * time and hands the same immutable object to everybody.
 */
package org.fluke.debug.snapshot;
