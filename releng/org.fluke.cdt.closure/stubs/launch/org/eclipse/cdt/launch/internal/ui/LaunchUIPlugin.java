// SPDX-License-Identifier: EPL-2.0
package org.eclipse.cdt.launch.internal.ui;

public final class LaunchUIPlugin {

	public static final String PLUGIN_ID = "org.eclipse.cdt.launch";

	private LaunchUIPlugin() {
	}

	public static String getUniqueIdentifier() {
		return PLUGIN_ID;
	}
}
