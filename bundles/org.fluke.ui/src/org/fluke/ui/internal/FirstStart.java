// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.internal;

import org.eclipse.core.runtime.IProduct;
import org.eclipse.core.runtime.Platform;
import org.eclipse.jface.preference.IPreferenceStore;
import org.eclipse.ui.IWorkbenchWindow;
import org.fluke.ui.preferences.FlukePreferences;

/** The product's window has the whole screen when a workspace is new: its perspective has much to show. */
public final class FirstStart {

	private static final String PRODUCT = "org.fluke.ui.product"; //$NON-NLS-1$
	private static final String DONE = "startedBefore"; //$NON-NLS-1$

	private FirstStart() {
	}

	/** @param window in which our views have been opened; nothing happens to those of other products */
	public static void welcome(IWorkbenchWindow window) {
		IProduct product = Platform.getProduct();
		IPreferenceStore store = FlukePreferences.store();
		if (product != null && product.getId().equals(PRODUCT) && !store.getBoolean(DONE)) {
			store.setValue(DONE, true);
			window.getShell().setMaximized(true);
		}
	}
}
