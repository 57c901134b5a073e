// SPDX-License-Identifier: EPL-2.0
package org.eclipse.launchbar.core.target;

public class TargetStatus {
	public enum Code {
		OK
	}

	public static final TargetStatus OK_STATUS = new TargetStatus();

	public Code getCode() {
		return Code.OK;
	}
}
