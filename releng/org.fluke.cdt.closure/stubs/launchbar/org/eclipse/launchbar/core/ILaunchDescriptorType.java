// SPDX-License-Identifier: EPL-2.0
package org.eclipse.launchbar.core;

import org.eclipse.core.runtime.CoreException;

public interface ILaunchDescriptorType {
	ILaunchDescriptor getDescriptor(Object launchObject) throws CoreException;

	default boolean supportsTargets() throws CoreException {
		return true;
	}
}
