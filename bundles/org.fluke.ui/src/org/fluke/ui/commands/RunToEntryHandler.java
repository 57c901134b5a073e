// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.debug.KernelThread;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.selection.ThreadSelection;

/** Runs the selected thread until its frame names one entry point: that of the parameter, or one that the user chooses. */
public final class RunToEntryHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
		KernelThread thread = ThreadSelection.of(window).thread();
		if (thread == null) {
			throw new ExecutionException(Messages.ThreadHandler_noThread);
		}
		String name = event.getParameter(FlukeUi.RUN_TO_ENTRY_NAME);
		EntryPoint entry;
		if (name != null) {
			entry = thread.getKernel().api().entryPoint(name)
					.orElseThrow(() -> new ExecutionException(NLS.bind(Messages.RunToEntryHandler_noEntry, name)));
		} else {
			EntryPointDialog dialog = new EntryPointDialog(window.getShell(), thread.getKernel().api(),
					NLS.bind(Messages.RunToEntryHandler_title, thread.getName()));
			if (thread.state().entry().isPresent()) {
				dialog.setInitialSelections(thread.state().entry().get());
			}
			entry = dialog.choose();
		}
		if (entry != null) {
			EntryPoint wanted = entry;
			new RequestJob(NLS.bind(Messages.RunToEntryHandler_name, thread.getName(), wanted.name()),
					() -> thread.requestUntil(null, wanted)).schedule();
		}
		return null;
	}
}
