// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import java.util.concurrent.CompletableFuture;

import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.BridgeException;
import org.fluke.debug.KernelThread;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Messages;

/** Runs the selected thread until its frame changes for one cause: a hard fault if nothing else is said. */
public final class RunToFaultHandler extends ThreadHandler {

	private static final String HARD_FAULT = "fault-hard"; //$NON-NLS-1$

	/** For the platform. */
	public RunToFaultHandler() {
		super(Messages.RunToFaultHandler_name);
	}

	@Override
	CompletableFuture<?> request(KernelThread thread, ExecutionEvent event) {
		String parameter = event.getParameter(FlukeUi.RUN_TO_FAULT_CAUSE);
		String name = parameter == null ? HARD_FAULT : parameter;
		return thread.getKernel().api().cause(name).<CompletableFuture<?>>map(cause -> thread.requestUntil(cause, null))
				.orElseGet(() -> CompletableFuture
						.failedFuture(new BridgeException(NLS.bind(Messages.RunToFaultHandler_noCause, name))));
	}
}
