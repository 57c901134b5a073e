// SPDX-License-Identifier: EPL-2.0
package org.eclipse.launchbar.core.target;

public interface ILaunchTargetListener {
	default void launchTargetAdded(ILaunchTarget target) {
	}

	default void launchTargetRemoved(ILaunchTarget target) {
	}

	default void launchTargetStatusChanged(ILaunchTarget target) {
	}
}
