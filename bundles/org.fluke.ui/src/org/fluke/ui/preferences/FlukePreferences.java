// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.preferences;

import org.eclipse.core.runtime.preferences.AbstractPreferenceInitializer;
import org.eclipse.core.runtime.preferences.DefaultScope;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.jface.preference.IPreferenceStore;
import org.eclipse.ui.preferences.ScopedPreferenceStore;
import org.fluke.ui.FlukeUi;

/** The workbench's preferences and their defaults. They belong to the workspace. */
public final class FlukePreferences extends AbstractPreferenceInitializer {

	/** Preference: whether a saved snapshot is opened in its editor. */
	public static final String OPEN_SAVED = "openSavedSnapshot"; //$NON-NLS-1$

	/** Preference: the project in which snapshots are saved when there is no other. */
	public static final String PROJECT = "snapshotProject"; //$NON-NLS-1$

	@Override
	public void initializeDefaultPreferences() {
		IEclipsePreferences defaults = DefaultScope.INSTANCE.getNode(FlukeUi.PLUGIN_ID);
		defaults.putBoolean(OPEN_SAVED, true);
		defaults.put(PROJECT, Messages.FlukePreferences_project);
	}

	/** @return where they are kept */
	public static IPreferenceStore store() {
		return new ScopedPreferenceStore(InstanceScope.INSTANCE, FlukeUi.PLUGIN_ID);
	}
}
