// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.Objects;

import org.eclipse.core.runtime.ListenerList;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.ISelectionChangedListener;
import org.eclipse.jface.viewers.ISelectionProvider;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.SelectionChangedEvent;
import org.eclipse.jface.viewers.StructuredSelection;
import org.fluke.debug.snapshot.ObjectState;

/**
 * What a view of kernel objects has selected, for the workbench's selection service: a thread as a
 * {@link org.fluke.debug.KernelThread}, any other object as an {@link ObjectState}. Nobody hears of an object that is
 * still in the same state.
 */
final class ObjectSelectionProvider implements ISelectionProvider {

	private final ListenerList<ISelectionChangedListener> listeners = new ListenerList<>();
	private IStructuredSelection selection = StructuredSelection.EMPTY;

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
		return selection;
	}

	@Override
	public void setSelection(ISelection wanted) {
		if (wanted instanceof IStructuredSelection now && !same(selection.getFirstElement(), now.getFirstElement())) {
			selection = now;
			SelectionChangedEvent event = new SelectionChangedEvent(this, selection);
			listeners.forEach(l -> l.selectionChanged(event));
		}
	}

	private static boolean same(Object before, Object after) {
		return before instanceof ObjectState a && after instanceof ObjectState b ? a.looksLike(b)
				: Objects.equals(before, after);
	}
}
