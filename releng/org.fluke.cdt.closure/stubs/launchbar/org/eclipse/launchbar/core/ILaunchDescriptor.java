// SPDX-License-Identifier: EPL-2.0
package org.eclipse.launchbar.core;

import org.eclipse.core.runtime.IAdaptable;

public interface ILaunchDescriptor extends IAdaptable {
	String getName();

	ILaunchDescriptorType getType();
}
