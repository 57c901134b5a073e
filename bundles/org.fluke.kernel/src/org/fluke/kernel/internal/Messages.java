// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel.internal;

import org.eclipse.osgi.util.NLS;

/** What users read; see messages.properties. */
public final class Messages extends NLS {

	private static final String BUNDLE_NAME = "org.fluke.kernel.internal.messages"; //$NON-NLS-1$

	// CHECKSTYLE:OFF one name per sentence
	public static String KernelBuilder_building;
	public static String KernelBuilder_cancelled;
	public static String KernelBuilder_cleaning;
	public static String KernelBuilder_done;
	public static String KernelBuilder_failed;
	public static String KernelBuilder_noListener;
	public static String KernelProject_adopting;
	public static String KernelProject_copyFailed;
	public static String KernelProject_copying;
	public static String KernelProject_creating;
	public static String KernelProject_folderNotEmpty;
	public static String KernelProject_noMakefile;
	public static String KernelProject_notLocal;
	public static String KernelProject_settings;
	// CHECKSTYLE:ON

	static {
		NLS.initializeMessages(BUNDLE_NAME, Messages.class);
	}

	private Messages() {
	}
}
