// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.fluke.bridge.BridgeException;

/** Waits for futures, but never for ever. */
final class Futures {

	private static final long LIMIT = 30;

	private Futures() {
	}

	static <T> T value(CompletableFuture<T> future) throws Exception {
		return future.get(LIMIT, TimeUnit.SECONDS);
	}

	/** What a future fails with; an assertion error if it doesn't. */
	static Throwable failure(CompletableFuture<?> future) throws Exception {
		try {
			Object value = future.get(LIMIT, TimeUnit.SECONDS);
			throw new AssertionError("it did not fail but returned " + value);
		} catch (ExecutionException e) {
			return BridgeException.unwrap(e);
		}
	}
}
