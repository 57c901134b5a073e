// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.api.RestartPoint;
import org.fluke.debug.KernelThread;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.selection.ThreadSelection;
import org.fluke.ui.views.Reveal;

/** Shows an entry point in the Entry Points view: that on which the selected thread stands if no other is said. */
public final class ShowEntryPointHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
		KernelThread thread = ThreadSelection.of(window).thread();
		String name = event.getParameter(FlukeUi.SHOW_ENTRY_POINT_NAME);
		EntryPoint entry = name != null ? ApiTable.bundled().entryPoint(name).orElse(null)
				: thread == null ? null : thread.state().restartPoint().map(RestartPoint::entry).orElse(null);
		Reveal.entryPoint(window.getActivePage(), entry);
		return null;
	}
}
