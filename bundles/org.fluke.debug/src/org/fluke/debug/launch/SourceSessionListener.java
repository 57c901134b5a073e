// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.launch;

import org.eclipse.debug.core.ILaunch;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;

/** Follows sessions of another debugger at live doors; see the extension point {@code org.fluke.debug.sourceSessionListeners}. */
public interface SourceSessionListener {

	/**
	 * Another debugger is at the live door now.
	 *
	 * @param session of it
	 * @param kernel behind the door
	 */
	void attached(ILaunch session, KernelDebugTarget kernel);

	/** @param thread is selected, not in the Debug view but in ours */
	void selected(KernelThread thread);
}
