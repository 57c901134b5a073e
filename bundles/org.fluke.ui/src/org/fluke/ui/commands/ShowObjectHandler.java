// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.debug.KernelThread;
import org.fluke.debug.snapshot.ThreadState.Link;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.selection.ThreadSelection;
import org.fluke.ui.views.Reveal;

/** Shows an object in the Kernel Objects view: that for which the selected thread waits, else the thread itself. */
public final class ShowObjectHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
		KernelThread thread = ThreadSelection.of(window).thread();
		String id = event.getParameter(FlukeUi.SHOW_OBJECT_ID);
		if (id != null) {
			Reveal.object(window.getActivePage(), Integer.parseInt(id));
		} else if (thread != null) {
			int waitedFor = thread.state().links().stream().filter(l -> l.name().equals("waiting_for")) //$NON-NLS-1$
					.mapToInt(Link::id).findFirst().orElse(0);
			Reveal.object(window.getActivePage(), waitedFor != 0 ? waitedFor : thread.tid());
		}
		return null;
	}
}
