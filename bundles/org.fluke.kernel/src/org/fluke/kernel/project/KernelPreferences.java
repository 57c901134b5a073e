// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel.project;

import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.preferences.AbstractPreferenceInitializer;
import org.eclipse.core.runtime.preferences.DefaultScope;
import org.fluke.kernel.Tool;

/**
 * The preferences of this bundle. They belong to the workspace, never to a project: a project that comes from elsewhere
 * must not choose the programs that run here.
 */
public final class KernelPreferences extends AbstractPreferenceInitializer {

	/** The preferences' node. */
	public static final String NODE = "org.fluke.kernel"; //$NON-NLS-1$

	/** Preference: the program make, its name or path. */
	public static final String MAKE = "make"; //$NON-NLS-1$

	@Override
	public void initializeDefaultPreferences() {
		DefaultScope.INSTANCE.getNode(NODE).put(MAKE, Tool.MAKE.program());
	}

	/** @return the program make, its name or path */
	public static String make() {
		String make = Platform.getPreferencesService().getString(NODE, MAKE, Tool.MAKE.program(), null).strip();
		return make.isEmpty() ? Tool.MAKE.program() : make;
	}
}
