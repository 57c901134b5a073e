// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.projects;

import java.util.Arrays;

import org.eclipse.osgi.util.NLS;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.ui.internal.Messages;

/** The kernel's configurations as lists show them. */
public final class Configurations {

	private Configurations() {
	}

	/** @return a line each, in the order of the enum */
	public static String[] items() {
		return Arrays.stream(KernelConfiguration.values())
				.map(c -> NLS.bind(Messages.KernelTab_configurationItem, c.id(), c.label())).toArray(String[]::new);
	}
}
