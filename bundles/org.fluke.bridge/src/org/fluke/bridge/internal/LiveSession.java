// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.fluke.bridge.BridgeException;
import org.fluke.bridge.DoorAddress;
import org.fluke.bridge.KernelSession;
import org.fluke.bridge.api.ApiTable;

/** The implementation of {@link KernelSession}. */
public abstract class LiveSession implements KernelSession {

	public static CompletableFuture<KernelSession> connect(DoorAddress address, ApiTable table, Duration timeout) {
		return CompletableFuture.failedFuture(new BridgeException("not yet"));
	}
}
