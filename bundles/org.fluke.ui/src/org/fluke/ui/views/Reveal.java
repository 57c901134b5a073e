// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.statushandlers.StatusManager;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.ui.FlukeUi;

/** Opens a view and shows something in it. */
public final class Reveal {

	private Reveal() {
	}

	/**
	 * @param page of the window
	 * @param view identifier of a view
	 * @return the view, null if it can't be opened; the user has been told why
	 */
	static IViewPart show(IWorkbenchPage page, String view) {
		try {
			return page.showView(view);
		} catch (PartInitException e) {
			StatusManager.getManager().handle(e.getStatus(), StatusManager.LOG | StatusManager.SHOW);
			return null;
		}
	}

	/**
	 * Shows an object in the Kernel Objects view.
	 *
	 * @param page of the window
	 * @param id of the object
	 */
	public static void object(IWorkbenchPage page, int id) {
		if (show(page, FlukeUi.OBJECTS_VIEW) instanceof KernelObjectsView view) {
			view.reveal(id);
		}
	}

	/**
	 * Shows an entry point in the Entry Points view.
	 *
	 * @param page of the window
	 * @param entry the entry point, null for none in particular
	 */
	public static void entryPoint(IWorkbenchPage page, EntryPoint entry) {
		if (show(page, FlukeUi.ENTRY_POINTS_VIEW) instanceof EntryPointsView view && entry != null) {
			view.reveal(entry);
		}
	}
}
