// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import java.util.concurrent.CompletableFuture;

import org.eclipse.core.commands.ExecutionEvent;
import org.fluke.debug.KernelThread;
import org.fluke.ui.internal.Messages;

/** Interrupts the selected thread. */
public final class InterruptHandler extends ThreadHandler {

	/** For the platform. */
	public InterruptHandler() {
		super(Messages.InterruptHandler_name);
	}

	@Override
	CompletableFuture<?> request(KernelThread thread, ExecutionEvent event) {
		return thread.requestInterrupt();
	}
}
