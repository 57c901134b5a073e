// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.window.Window;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.dialogs.ElementListSelectionDialog;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelDebugTarget.KeptFrame;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.selection.ThreadSelection;

/** Creates a thread from a frame that was kept in memory, or gives that frame to the thread; the user chooses which. */
public final class RestoreFrameHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
		KernelDebugTarget kernel = ThreadSelection.of(window).kernel();
		if (kernel == null) {
			return null;
		}
		if (kernel.keptFrames().isEmpty()) {
			MessageDialog.openInformation(window.getShell(), Messages.RestoreFrameHandler_title, Messages.RestoreFrameHandler_none);
			return null;
		}
		ElementListSelectionDialog dialog = new ElementListSelectionDialog(window.getShell(), LabelProvider
				.createTextProvider(k -> NLS.bind(Messages.RestoreFrameHandler_item, new Object[] { ((KeptFrame) k).thread().getName(),
						((KeptFrame) k).sentence(), String.valueOf(((KeptFrame) k).sequence()) })));
		dialog.setTitle(Messages.RestoreFrameHandler_title);
		dialog.setMessage(Messages.RestoreFrameHandler_message);
		dialog.setElements(kernel.keptFrames().toArray());
		dialog.setMultipleSelection(false);
		dialog.setSize(90, 10);
		if (dialog.open() == Window.OK && dialog.getFirstResult() instanceof KeptFrame kept) {
			new RequestJob(NLS.bind(Messages.RecreateHandler_name, kept.thread().getName()),
					() -> kernel.requestRestore(kept.thread())).schedule();
		}
		return null;
	}
}
