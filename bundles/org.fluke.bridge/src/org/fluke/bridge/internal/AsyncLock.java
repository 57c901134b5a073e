// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs asynchronous conversations one after the other, for conversations of several packets that must not mix. */
final class AsyncLock {

	private CompletableFuture<?> tail = CompletableFuture.completedFuture(null);

	/** Starts the conversation when all earlier ones are over, however they ended. */
	synchronized <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> conversation) {
		CompletableFuture<T> result = tail.handle((value, failure) -> null).thenCompose(ignored -> conversation.get());
		tail = result;
		// A caller that cancels or completes its own copy must not let the next conversation in early.
		return result.copy();
	}
}
