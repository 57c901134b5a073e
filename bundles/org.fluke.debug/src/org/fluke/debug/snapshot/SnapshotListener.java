// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.snapshot;

/** Hears of every snapshot. Called on a background thread, one call after the other. */
@FunctionalInterface
public interface SnapshotListener {

	/**
	 * There is a new snapshot, or the latest one is to be trusted more or less than before.
	 *
	 * @param snapshot the latest, null if there is none yet; never older than that of the call before
	 * @param status how far it can be trusted
	 */
	void snapshotChanged(KernelSnapshot snapshot, SnapshotStatus status);
}
