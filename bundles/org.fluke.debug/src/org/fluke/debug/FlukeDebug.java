// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;

/** Identifiers of this bundle. */
public final class FlukeDebug {

	/** Symbolic name of this bundle. */
	public static final String PLUGIN_ID = "org.fluke.debug"; //$NON-NLS-1$

	/** Identifier of the debug model: what {@code IDebugElement.getModelIdentifier()} returns. */
	public static final String MODEL_ID = "org.fluke.debug.model"; //$NON-NLS-1$

	private FlukeDebug() {
	}

	/** @return the log of this bundle */
	public static ILog log() {
		return ILog.of(FlukeDebug.class);
	}

	/**
	 * @param message one sentence for a human
	 * @param cause what happened below, or null
	 * @return an error status of this bundle
	 */
	public static IStatus error(String message, Throwable cause) {
		return new Status(IStatus.ERROR, PLUGIN_ID, message, cause);
	}
}
