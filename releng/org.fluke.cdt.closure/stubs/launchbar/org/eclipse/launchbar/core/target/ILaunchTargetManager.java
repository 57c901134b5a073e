// SPDX-License-Identifier: EPL-2.0
package org.eclipse.launchbar.core.target;

public interface ILaunchTargetManager {
	TargetStatus getStatus(ILaunchTarget target);

	void addListener(ILaunchTargetListener listener);

	void removeListener(ILaunchTargetListener listener);
}
