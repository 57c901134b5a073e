// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.debug.KernelThread;
import org.fluke.ui.selection.ThreadSelection;

/** Keeps the selected thread's frame in memory. */
public final class KeepFrameHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		KernelThread thread = ThreadSelection.of(HandlerUtil.getActiveWorkbenchWindowChecked(event)).thread();
		return thread == null ? null : thread.getKernel().keep(thread).orElse(null);
	}
}
