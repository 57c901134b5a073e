// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel;

import java.nio.file.Path;

/**
 * What a look at a {@link Tool} found.
 *
 * @param path of the program, null if there is none
 * @param version as the program says it, empty if it does not matter or is not known
 * @param problem why it won't do, for a human; empty if it will
 */
public record ToolCheck(Path path, String version, String problem) {

	/** @return whether it will do */
	public boolean isGood() {
		return problem.isEmpty();
	}
}
