// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.internal;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import org.eclipse.debug.core.IStreamListener;
import org.eclipse.debug.core.model.IFlushableStreamMonitor;

/** A stream of text that we write ourselves. Keeps it all until a console has taken it. */
final class TextStream implements IFlushableStreamMonitor {

	private final Set<IStreamListener> listeners = new CopyOnWriteArraySet<>();
	private final StringBuilder contents = new StringBuilder();
	private boolean buffered = true;

	void append(String text) {
		synchronized (this) {
			if (buffered) {
				contents.append(text);
			}
		}
		listeners.forEach(l -> l.streamAppended(text, this));
	}

	@Override
	public void addListener(IStreamListener listener) {
		listeners.add(listener);
	}

	@Override
	public void removeListener(IStreamListener listener) {
		listeners.remove(listener);
	}

	@Override
	public synchronized String getContents() {
		return contents.toString();
	}

	@Override
	public synchronized void flushContents() {
		contents.setLength(0);
	}

	@Override
	public synchronized void setBuffered(boolean buffer) {
		buffered = buffer;
	}

	@Override
	public synchronized boolean isBuffered() {
		return buffered;
	}
}
