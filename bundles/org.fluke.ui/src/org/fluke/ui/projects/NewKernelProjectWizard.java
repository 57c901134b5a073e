// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.projects;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.wizard.Wizard;
import org.eclipse.ui.INewWizard;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.statushandlers.StatusManager;
import org.eclipse.ui.wizards.newresource.BasicNewResourceWizard;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.project.KernelProject;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Messages;

/** <em>New &gt; Fluke Kernel Project</em>: a copy of the shipped sources, or a folder that already has a kernel in it. */
public final class NewKernelProjectWizard extends Wizard implements INewWizard {

	private final NewKernelProjectPage page = new NewKernelProjectPage();
	private IWorkbench workbench;

	/** For the platform. */
	public NewKernelProjectWizard() {
		setWindowTitle(Messages.NewKernelProjectWizard_window);
		setNeedsProgressMonitor(true);
	}

	@Override
	public void init(IWorkbench newWorkbench, IStructuredSelection selection) {
		workbench = newWorkbench;
	}

	@Override
	public void addPages() {
		addPage(page);
	}

	@Override
	public boolean performFinish() {
		String name = page.projectName();
		Path folder = page.folder();
		KernelConfiguration configuration = page.configuration();
		KernelProject[] made = new KernelProject[1];
		try {
			getContainer().run(true, true, monitor -> {
				try {
					made[0] = folder == null ? KernelProject.create(name, configuration, monitor)
							: KernelProject.adopt(name, folder, configuration, monitor);
				} catch (CoreException e) {
					throw new InvocationTargetException(e);
				} catch (OperationCanceledException e) {
					throw new InterruptedException();
				}
			});
		} catch (InterruptedException e) {
			return false;
		} catch (InvocationTargetException e) {
			IStatus status = e.getCause() instanceof CoreException core ? core.getStatus()
					: new Status(IStatus.ERROR, FlukeUi.PLUGIN_ID, Messages.NewKernelProjectWizard_failed, e.getCause());
			StatusManager.getManager().handle(status, StatusManager.SHOW | StatusManager.LOG);
			return false;
		}
		reveal(made[0].project().getFile("Makefile")); //$NON-NLS-1$
		return true;
	}

	private void reveal(IFile makefile) {
		IWorkbenchWindow window = workbench.getActiveWorkbenchWindow();
		try {
			window.getActivePage().showView(IPageLayout.ID_PROJECT_EXPLORER, null, IWorkbenchPage.VIEW_VISIBLE);
		} catch (PartInitException e) {
			StatusManager.getManager().handle(e.getStatus(), StatusManager.LOG);
		}
		BasicNewResourceWizard.selectAndReveal(makefile, window);
	}
}
