// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.selection.ThreadSelection;

/** Reads everything from the kernel now. */
public final class RefreshHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		KernelDebugTarget kernel = ThreadSelection.of(HandlerUtil.getActiveWorkbenchWindowChecked(event)).kernel();
		if (kernel != null) {
			new RequestJob(Messages.RefreshHandler_name, kernel::readWhole).schedule();
		}
		return null;
	}
}
