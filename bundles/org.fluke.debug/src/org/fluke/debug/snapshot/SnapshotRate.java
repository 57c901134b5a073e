// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.snapshot;

import org.eclipse.core.runtime.Platform;
import org.fluke.debug.FlukeDebug;

/** How often snapshots come while somebody watches: a preference of the workspace, in snapshots a second. */
public final class SnapshotRate {

	/** Name of the preference in the node of this bundle. */
	public static final String PER_SECOND = "snapshotsPerSecond"; //$NON-NLS-1$

	/** When nothing else is set. */
	public static final int DEFAULT = 10;

	/** Fewest a second. */
	public static final int LEAST = 1;

	/** Most a second. */
	public static final int MOST = 20;

	private SnapshotRate() {
	}

	/** @return the time from one snapshot to the next */
	public static long periodMillis() {
		int rate = Platform.getPreferencesService().getInt(FlukeDebug.PLUGIN_ID, PER_SECOND, DEFAULT, null);
		return 1000 / Math.clamp(rate, LEAST, MOST);
	}
}
