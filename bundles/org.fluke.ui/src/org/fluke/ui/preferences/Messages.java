// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.preferences;

import org.eclipse.osgi.util.NLS;

/** What users read; see messages.properties. */
final class Messages extends NLS {

	// CHECKSTYLE:OFF one name per sentence
	public static String FlukePage_description;
	public static String FlukePage_openSaved;
	public static String FlukePage_project;
	public static String FlukePage_rate;
	public static String FlukePreferences_project;
	// CHECKSTYLE:ON

	static {
		NLS.initializeMessages("org.fluke.ui.preferences.messages", Messages.class); //$NON-NLS-1$
	}

	private Messages() {
	}
}
