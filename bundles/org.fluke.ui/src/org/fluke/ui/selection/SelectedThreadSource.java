// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.selection;

import java.util.HashMap;
import java.util.Map;

import org.eclipse.core.expressions.IEvaluationContext;
import org.eclipse.ui.AbstractSourceProvider;
import org.eclipse.ui.ISources;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PlatformUI;

/** Lets command expressions speak of the thread and the kernel that the active window shows. */
public final class SelectedThreadSource extends AbstractSourceProvider {

	/** Variable: a {@link org.fluke.debug.KernelThread}. */
	public static final String THREAD = "org.fluke.ui.thread"; //$NON-NLS-1$

	/** Variable: a {@link org.fluke.debug.KernelDebugTarget}. */
	public static final String KERNEL = "org.fluke.ui.kernel"; //$NON-NLS-1$

	@Override
	public Map<String, Object> getCurrentState() {
		Map<String, Object> state = new HashMap<>();
		state.put(THREAD, IEvaluationContext.UNDEFINED_VARIABLE);
		state.put(KERNEL, IEvaluationContext.UNDEFINED_VARIABLE);
		if (PlatformUI.isWorkbenchRunning()) {
			IWorkbenchWindow window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
			if (window != null && window.getShell() != null) {
				ThreadSelection selection = ThreadSelection.of(window);
				if (selection.thread() != null) {
					state.put(THREAD, selection.thread());
				}
				if (selection.kernel() != null) {
					state.put(KERNEL, selection.kernel());
				}
			}
		}
		return state;
	}

	@Override
	public String[] getProvidedSourceNames() {
		return new String[] { THREAD, KERNEL };
	}

	void selectionChanged() {
		fireSourceChanged(ISources.WORKBENCH, getCurrentState());
	}

	@Override
	public void dispose() {
		// Holds nothing.
	}
}
