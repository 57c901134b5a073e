// SPDX-License-Identifier: EPL-2.0
package org.eclipse.launchbar.core.target;

public interface ILaunchTargetProvider {
	void init(ILaunchTargetManager targetManager);

	TargetStatus getStatus(ILaunchTarget target);
}
