// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import java.util.concurrent.CompletableFuture;

import org.eclipse.core.commands.ExecutionEvent;
import org.fluke.debug.KernelThread;
import org.fluke.ui.editing.FrameEditing;
import org.fluke.ui.internal.Messages;

/** Applies what was typed into the selected thread's frame, all words at once. */
public final class ApplyEditHandler extends ThreadHandler {

	/** For the platform. */
	public ApplyEditHandler() {
		super(Messages.ApplyEditHandler_name);
	}

	@Override
	CompletableFuture<?> request(KernelThread thread, ExecutionEvent event) {
		return FrameEditing.apply(thread);
	}
}
