// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.SnapshotService.Latest;
import org.fluke.ui.internal.Messages;

/** When a view shows a newer snapshot. */
enum RefreshMode {
	/** Ten times a second. */
	LIVE("live", Messages.RefreshMode_live, Messages.KernelView_live), //$NON-NLS-1$
	/** When a thread has stopped, or when somebody asks. */
	ON_STOP("on_stop", Messages.RefreshMode_onStop, Messages.KernelView_onStop), //$NON-NLS-1$
	/** When somebody asks: by hand, or with a command that changes the kernel. */
	BY_HAND("by_hand", Messages.RefreshMode_byHand, Messages.KernelView_byHand); //$NON-NLS-1$

	private final String icon;
	private final String label;
	private final String stamp;

	RefreshMode(String icon, String label, String stamp) {
		this.icon = icon;
		this.label = label;
		this.stamp = stamp;
	}

	String icon() {
		return icon;
	}

	String label() {
		return label;
	}

	/** @return what the stamp of a snapshot says */
	String stamp() {
		return stamp;
	}

	/**
	 * @param shown what a view shows, null if nothing
	 * @param latest what it could show
	 * @return whether it is time for it
	 */
	boolean wants(KernelSnapshot shown, Latest latest) {
		if (shown == null || latest.snapshot() == null || this == LIVE) {
			return true;
		}
		return latest.requested() > shown.sequence() || this == ON_STOP && latest.stopped() > shown.sequence();
	}
}
