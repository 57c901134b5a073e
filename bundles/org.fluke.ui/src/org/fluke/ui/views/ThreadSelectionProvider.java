// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import org.eclipse.core.runtime.Adapters;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.ISelectionChangedListener;
import org.eclipse.jface.viewers.ISelectionProvider;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.SelectionChangedEvent;
import org.eclipse.jface.viewers.StructuredSelection;
import org.fluke.debug.KernelThread;
import org.fluke.ui.selection.ThreadSelection;
import org.fluke.ui.selection.ThreadSelectionListener;

/** The selected thread, for the workbench's selection service. */
final class ThreadSelectionProvider implements ISelectionProvider {

	private final ThreadSelection selection;
	private final Set<ISelectionChangedListener> listeners = new CopyOnWriteArraySet<>();
	private final ThreadSelectionListener follower = this::follow;
	private KernelThread told;

	ThreadSelectionProvider(ThreadSelection selection) {
		this.selection = selection;
		selection.addListener(follower);
	}

	private void follow(ThreadSelection changed) {
		if (told != changed.thread()) {
			told = changed.thread();
			SelectionChangedEvent event = new SelectionChangedEvent(this, getSelection());
			listeners.forEach(l -> l.selectionChanged(event));
		}
	}

	void dispose() {
		selection.removeListener(follower);
	}

	@Override
	public void addSelectionChangedListener(ISelectionChangedListener listener) {
		listeners.add(listener);
	}

	@Override
	public void removeSelectionChangedListener(ISelectionChangedListener listener) {
		listeners.remove(listener);
	}

	@Override
	public ISelection getSelection() {
		return selection.thread() == null ? StructuredSelection.EMPTY : new StructuredSelection(selection.thread());
	}

	@Override
	public void setSelection(ISelection wanted) {
		if (wanted instanceof IStructuredSelection structured) {
			KernelThread thread = Adapters.adapt(structured.getFirstElement(), KernelThread.class);
			if (thread != null) {
				selection.select(thread);
			}
		}
	}
}
