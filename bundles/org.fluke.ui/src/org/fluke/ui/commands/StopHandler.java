// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import java.util.concurrent.CompletableFuture;

import org.eclipse.core.commands.ExecutionEvent;
import org.fluke.debug.KernelThread;
import org.fluke.ui.internal.Messages;

/** Stops the selected thread at its restart point. */
public final class StopHandler extends ThreadHandler {

	/** For the platform. */
	public StopHandler() {
		super(Messages.StopHandler_name);
	}

	@Override
	CompletableFuture<?> request(KernelThread thread, ExecutionEvent event) {
		return thread.requestStop();
	}
}
