// SPDX-License-Identifier: EPL-2.0
package org.eclipse.launchbar.core;

import org.eclipse.debug.core.ILaunchMode;
import org.eclipse.launchbar.core.target.ILaunchTarget;

public interface ILaunchBarListener {
	default void activeLaunchDescriptorChanged(ILaunchDescriptor descriptor) {
	}

	default void activeLaunchModeChanged(ILaunchMode mode) {
	}

	default void activeLaunchTargetChanged(ILaunchTarget target) {
	}
}
