// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel;

import java.io.IOException;
import java.util.List;

/** The kernel could not be built; the message says why in one line, the problems say where. */
public class KernelBuildException extends IOException {

	private static final long serialVersionUID = 1L;

	private final transient List<BuildProblem> problems;

	/**
	 * @param message for a human
	 * @param problems where, may be empty
	 */
	public KernelBuildException(String message, List<BuildProblem> problems) {
		super(message);
		this.problems = List.copyOf(problems);
	}

	/** @return what the compiler complained about, in its order */
	public List<BuildProblem> problems() {
		return problems != null ? problems : List.of();
	}
}
