// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.launch;

import java.nio.file.Path;

import org.eclipse.core.runtime.Platform;
import org.fluke.debug.FlukeDebug;

/** The preferences for launching. They belong to the workspace. */
public final class LaunchPreferences {

	/** Preference: the program QEMU, its path; empty to search for it. */
	public static final String QEMU = "qemu"; //$NON-NLS-1$

	private LaunchPreferences() {
	}

	/** @return the executable, null to search for it */
	public static Path qemu() {
		String path = Platform.getPreferencesService().getString(FlukeDebug.PLUGIN_ID, QEMU, "", null).strip(); //$NON-NLS-1$
		return path.isEmpty() ? null : Path.of(path);
	}
}
