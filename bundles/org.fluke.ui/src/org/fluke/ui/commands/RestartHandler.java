// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.selection.ThreadSelection;

/** Restarts the kernel in the machine that runs: the launch, its views and its breakpoints stay. */
public final class RestartHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		KernelDebugTarget kernel = ThreadSelection.of(HandlerUtil.getActiveWorkbenchWindowChecked(event)).kernel();
		if (kernel != null) {
			new RequestJob(NLS.bind(Messages.RestartHandler_name, kernel.getName()), kernel::requestRestart).schedule();
		}
		return null;
	}
}
