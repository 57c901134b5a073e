// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import java.util.concurrent.CompletableFuture;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.debug.KernelThread;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.selection.ThreadSelection;

/** Does something with the selected thread, in the background. */
abstract class ThreadHandler extends AbstractHandler {

	private final String name;

	/** @param name what is done, with {0} for the thread */
	ThreadHandler(String name) {
		this.name = name;
	}

	@Override
	public final Object execute(ExecutionEvent event) throws ExecutionException {
		IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
		KernelThread thread = ThreadSelection.of(window).thread();
		if (thread == null) {
			throw new ExecutionException(Messages.ThreadHandler_noThread);
		}
		if (prepare(thread, window)) {
			new RequestJob(NLS.bind(name, thread.getName()), () -> request(thread, event)).schedule();
		}
		return null;
	}

	/** Asks the user what there is to ask; called on the UI thread. False: nothing is done. */
	boolean prepare(KernelThread thread, IWorkbenchWindow window) {
		return true;
	}

	/** Tells the kernel; called on a background thread. */
	abstract CompletableFuture<?> request(KernelThread thread, ExecutionEvent event);
}
