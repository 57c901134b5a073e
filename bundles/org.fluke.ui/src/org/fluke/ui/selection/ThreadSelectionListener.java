// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.selection;

/** Hears that a window shows another kernel or another thread. Called on the UI thread. */
@FunctionalInterface
public interface ThreadSelectionListener {

	/** @param selection has changed */
	void selectionChanged(ThreadSelection selection);
}
