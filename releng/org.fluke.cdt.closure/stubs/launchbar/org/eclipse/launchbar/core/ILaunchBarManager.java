// SPDX-License-Identifier: EPL-2.0
package org.eclipse.launchbar.core;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchMode;
import org.eclipse.launchbar.core.target.ILaunchTarget;

public interface ILaunchBarManager {
	ILaunchDescriptor getActiveLaunchDescriptor() throws CoreException;

	ILaunchMode getActiveLaunchMode() throws CoreException;

	ILaunchTarget getActiveLaunchTarget() throws CoreException;

	ILaunchConfiguration getLaunchConfiguration(ILaunchDescriptor descriptor, ILaunchTarget target) throws CoreException;

	void addListener(ILaunchBarListener listener);

	void removeListener(ILaunchBarListener listener);
}
