// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.launch;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.fluke.bridge.BridgeException;

/** Waits on a background thread, so that cancel works. */
final class Await {

	private static final long LOOK_MILLIS = 50;

	private Await() {
	}

	/**
	 * @param future to wait for
	 * @param timeout how long at most
	 * @param monitor is asked whether the user has cancelled
	 * @return what the future completes with
	 * @throws OperationCanceledException if the user has cancelled; the future is cancelled too
	 * @throws TimeoutException if time is up
	 * @throws Exception what the future fails with, unwrapped
	 */
	static <T> T done(Future<T> future, Duration timeout, IProgressMonitor monitor) throws Exception {
		long end = System.nanoTime() + timeout.toNanos();
		while (true) {
			try {
				return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
			} catch (TimeoutException e) {
				if (monitor.isCanceled()) {
					future.cancel(true);
					throw new OperationCanceledException();
				}
				if (System.nanoTime() - end > 0) {
					throw e;
				}
			} catch (ExecutionException e) {
				Throwable cause = BridgeException.unwrap(e);
				if (cause instanceof Exception exception) {
					throw exception;
				}
				throw e;
			}
		}
	}
}
