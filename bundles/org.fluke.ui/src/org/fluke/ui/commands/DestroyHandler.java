// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import java.util.concurrent.CompletableFuture;

import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.IWorkbenchWindow;
import org.fluke.debug.KernelThread;
import org.fluke.ui.internal.Messages;

/** Destroys the selected thread, after a question. */
public final class DestroyHandler extends ThreadHandler {

	/** For the platform. */
	public DestroyHandler() {
		super(Messages.DestroyHandler_name);
	}

	@Override
	boolean prepare(KernelThread thread, IWorkbenchWindow window) {
		return MessageDialog.open(MessageDialog.CONFIRM, window.getShell(), Messages.DestroyHandler_title,
				NLS.bind(Messages.DestroyHandler_question, thread.getName(), thread.sentence(thread.state())), 0,
				Messages.DestroyHandler_destroy, Messages.DestroyHandler_cancel) == 0;
	}

	@Override
	CompletableFuture<?> request(KernelThread thread, ExecutionEvent event) {
		return thread.requestDestroy();
	}
}
