// SPDX-License-Identifier: EPL-2.0
package org.eclipse.launchbar.core.target;

import java.util.Map;

import org.eclipse.core.runtime.IAdaptable;

public interface ILaunchTarget extends IAdaptable {
	ILaunchTarget NULL_TARGET = null;

	String getId();

	String getTypeId();

	String getAttribute(String key, String defaultValue);

	Map<String, String> getAttributes();
}
