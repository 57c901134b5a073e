// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.selection;

import org.eclipse.core.expressions.PropertyTester;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.services.IEvaluationService;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;

/** What can be done with a thread or a kernel now: the properties {@code org.fluke.*} of command expressions. */
public final class ThreadPropertyTester extends PropertyTester {

	private static final String NAMESPACE = "org.fluke."; //$NON-NLS-1$
	private static final String CONNECTED = "connected"; //$NON-NLS-1$
	private static final String STOPPED = "stopped"; //$NON-NLS-1$
	private static final String GOING = "going"; //$NON-NLS-1$
	private static final String EDITED = "edited"; //$NON-NLS-1$
	private static final String RESTARTABLE = "restartable"; //$NON-NLS-1$
	private static final String DESTROYED = "destroyed"; //$NON-NLS-1$

	@Override
	public boolean test(Object receiver, String property, Object[] args, Object expectedValue) {
		boolean is = receiver instanceof KernelThread thread ? test(thread, property)
				: receiver instanceof KernelDebugTarget kernel && test(kernel, property);
		return expectedValue == null ? is : expectedValue.equals(is);
	}

	private static boolean test(KernelDebugTarget kernel, String property) {
		return switch (property) {
		case CONNECTED -> kernel.isConnected();
		case RESTARTABLE -> kernel.canRestart();
		default -> false;
		};
	}

	private static boolean test(KernelThread thread, String property) {
		return switch (property) {
		case CONNECTED -> thread.isAvailable();
		case STOPPED -> thread.canResume();
		case GOING -> thread.canSuspend();
		case EDITED -> !thread.pendingEdit().isEmpty();
		case DESTROYED -> thread.isDestroyed();
		default -> false;
		};
	}

	static void requestEvaluation() {
		IEvaluationService service = PlatformUI.getWorkbench().getService(IEvaluationService.class);
		if (service != null) {
			for (String property : new String[] { CONNECTED, STOPPED, GOING, EDITED, DESTROYED, RESTARTABLE }) {
				service.requestEvaluation(NAMESPACE + property);
			}
		}
	}
}
