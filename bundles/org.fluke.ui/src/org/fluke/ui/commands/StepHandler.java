// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import java.util.concurrent.CompletableFuture;

import org.eclipse.core.commands.ExecutionEvent;
import org.fluke.debug.KernelThread;
import org.fluke.ui.internal.Messages;

/** Runs the selected thread to its next restart point. */
public final class StepHandler extends ThreadHandler {

	/** For the platform. */
	public StepHandler() {
		super(Messages.StepHandler_name);
	}

	@Override
	CompletableFuture<?> request(KernelThread thread, ExecutionEvent event) {
		return thread.requestStep();
	}
}
