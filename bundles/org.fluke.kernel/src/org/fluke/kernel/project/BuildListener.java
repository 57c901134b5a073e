// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel.project;

import java.util.List;

import org.eclipse.core.resources.IProject;

/** Hears what builds of kernel projects print; see the extension point {@code org.fluke.kernel.buildListeners}. Any thread calls. */
public interface BuildListener {

	/**
	 * A build begins.
	 *
	 * @param project that is built
	 * @param commandLine of make
	 */
	void started(IProject project, List<String> commandLine);

	/**
	 * @param project that is built
	 * @param line that make or one of its children has printed
	 */
	void line(IProject project, String line);

	/**
	 * The build has ended.
	 *
	 * @param project that was built
	 * @param message how, one sentence for a human
	 * @param failed whether there is no new kernel
	 */
	void ended(IProject project, String message, boolean failed);
}
