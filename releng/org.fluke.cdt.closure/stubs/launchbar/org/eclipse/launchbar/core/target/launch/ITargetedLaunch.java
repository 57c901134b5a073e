// SPDX-License-Identifier: EPL-2.0
package org.eclipse.launchbar.core.target.launch;

import org.eclipse.debug.core.ILaunch;
import org.eclipse.launchbar.core.target.ILaunchTarget;

public interface ITargetedLaunch extends ILaunch {
	ILaunchTarget getLaunchTarget();
}
