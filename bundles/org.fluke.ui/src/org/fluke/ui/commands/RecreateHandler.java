// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import java.util.concurrent.CompletableFuture;

import org.eclipse.core.commands.ExecutionEvent;
import org.fluke.debug.KernelThread;
import org.fluke.ui.internal.Messages;

/** Creates the selected thread, which was destroyed, from its last frame. */
public final class RecreateHandler extends ThreadHandler {

	/** For the platform. */
	public RecreateHandler() {
		super(Messages.RecreateHandler_name);
	}

	@Override
	CompletableFuture<?> request(KernelThread thread, ExecutionEvent event) {
		return thread.requestCreate();
	}
}
