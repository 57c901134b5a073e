// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import org.eclipse.ui.IEditorReference;
import org.eclipse.ui.IPartListener2;
import org.eclipse.ui.IPerspectiveDescriptor;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchPartReference;
import org.fluke.ui.FlukeUi;

/** In the Fluke perspective, gives the views the room of the editors back when the last of them is closed. */
final class EmptyEditorArea implements IPartListener2 {

	@Override
	public void partClosed(IWorkbenchPartReference reference) {
		if (reference instanceof IEditorReference) {
			IWorkbenchPage page = reference.getPage();
			// Later: another editor may take its place at once.
			page.getWorkbenchWindow().getShell().getDisplay().asyncExec(() -> {
				if (page.getWorkbenchWindow().getShell() == null || page.getWorkbenchWindow().getShell().isDisposed()) {
					return;
				}
				IPerspectiveDescriptor perspective = page.getWorkbenchWindow().getActivePage() == page ? page.getPerspective() : null;
				if (perspective != null && perspective.getId().equals(FlukeUi.PERSPECTIVE) && page.getEditorReferences().length == 0) {
					page.setEditorAreaVisible(false);
				}
			});
		}
	}
}
