// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.selection;

import org.eclipse.core.runtime.Adapters;
import org.eclipse.debug.ui.IDebugUIConstants;
import org.eclipse.debug.ui.IDebugView;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.TreePath;
import org.eclipse.jface.viewers.TreeSelection;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.fluke.debug.KernelThread;

/** Selects in the Debug view what is selected elsewhere. */
final class DebugViewFollower implements ThreadSelectionListener {

	private final IWorkbenchWindow window;

	DebugViewFollower(IWorkbenchWindow window) {
		this.window = window;
	}

	@Override
	public void selectionChanged(ThreadSelection changed) {
		KernelThread thread = changed.thread();
		IWorkbenchPage page = window.getActivePage();
		IDebugView view = page == null ? null
				: Adapters.adapt(page.findView(IDebugUIConstants.ID_DEBUG_VIEW), IDebugView.class);
		Viewer viewer = view == null ? null : view.getViewer();
		if (thread != null && viewer != null && !viewer.getControl().isDisposed() && !shows(viewer.getSelection(), thread)) {
			viewer.setSelection(
					new TreeSelection(new TreePath(new Object[] { thread.getLaunch(), thread.getKernel(), thread })), true);
		}
	}

	/** The thread itself or its frame. */
	private static boolean shows(ISelection selection, KernelThread thread) {
		return selection instanceof IStructuredSelection structured
				&& Adapters.adapt(structured.getFirstElement(), KernelThread.class) == thread;
	}
}
