// SPDX-License-Identifier: EPL-2.0
package org.eclipse.cdt.launch.internal.ui;

public final class BuildErrPrompter {

	public static final int STATUS_CODE_ERR_IN_MAIN_PROJ = 1002;
	public static final int STATUS_CODE_ERR_IN_REFERENCED_PROJS = 1003;

	private BuildErrPrompter() {
	}
}
