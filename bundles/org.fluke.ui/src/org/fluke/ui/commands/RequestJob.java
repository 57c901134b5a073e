// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.fluke.bridge.BridgeException;
import org.fluke.ui.FlukeUi;

/** Tells a kernel something in the background. If the kernel refuses, the platform shows the reason in a dialog. */
public final class RequestJob extends Job {

	private static final long LOOK_MILLIS = 50;

	private final Supplier<? extends CompletableFuture<?>> request;

	/**
	 * @param name what is done, for the Progress view
	 * @param request tells the kernel
	 */
	public RequestJob(String name, Supplier<? extends CompletableFuture<?>> request) {
		super(name);
		this.request = request;
	}

	@Override
	public boolean belongsTo(Object family) {
		return family == RequestJob.class;
	}

	@Override
	protected IStatus run(IProgressMonitor monitor) {
		CompletableFuture<?> answer = request.get();
		while (true) {
			try {
				answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
				return Status.OK_STATUS;
			} catch (TimeoutException e) {
				if (monitor.isCanceled()) {
					answer.cancel(true);
					return Status.CANCEL_STATUS;
				}
			} catch (ExecutionException e) {
				Throwable cause = BridgeException.unwrap(e);
				FlukeUi.log().error(cause.getMessage(), cause);
				return new Status(IStatus.ERROR, FlukeUi.PLUGIN_ID, cause.getMessage());
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				return Status.CANCEL_STATUS;
			}
		}
	}
}
