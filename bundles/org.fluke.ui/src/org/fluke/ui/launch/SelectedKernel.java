// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.launch;

import java.util.Optional;

import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.ui.IEditorPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PlatformUI;
import org.fluke.kernel.project.KernelProject;

/** The kernel project that somebody means by a selection or an open editor. */
final class SelectedKernel {

	private SelectedKernel() {
	}

	static Optional<KernelProject> of(ISelection selection) {
		return selection instanceof IStructuredSelection structured ? of(structured.getFirstElement()) : Optional.empty();
	}

	static Optional<KernelProject> of(IEditorPart editor) {
		return editor == null ? Optional.empty() : of(editor.getEditorInput());
	}

	private static Optional<KernelProject> of(Object element) {
		return resource(element).map(IResource::getProject).flatMap(KernelProject::of);
	}

	static Optional<IResource> resource(Object element) {
		return Optional.ofNullable(Adapters.adapt(element, IResource.class));
	}

	/** @return of the active window: its selection, or else its editor */
	static Optional<KernelProject> ofWorkbench() {
		IWorkbenchWindow window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
		IWorkbenchPage page = window == null ? null : window.getActivePage();
		return page == null ? Optional.empty() : of(page.getSelection()).or(() -> of(page.getActiveEditor()));
	}
}
