// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.debug.KernelThread;
import org.fluke.ui.editing.FrameEditing;
import org.fluke.ui.selection.ThreadSelection;

/** Takes back what was typed into the selected thread's frame and not applied. */
public final class DiscardEditHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		KernelThread thread = ThreadSelection.of(HandlerUtil.getActiveWorkbenchWindowChecked(event)).thread();
		if (thread != null) {
			FrameEditing.discard(thread);
		}
		return null;
	}
}
