// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import java.util.concurrent.CompletableFuture;

import org.eclipse.core.commands.ExecutionEvent;
import org.fluke.debug.KernelThread;
import org.fluke.ui.internal.Messages;

/** Lets the selected thread go on. */
public final class ResumeHandler extends ThreadHandler {

	/** For the platform. */
	public ResumeHandler() {
		super(Messages.ResumeHandler_name);
	}

	@Override
	CompletableFuture<?> request(KernelThread thread, ExecutionEvent event) {
		return thread.requestResume();
	}
}
