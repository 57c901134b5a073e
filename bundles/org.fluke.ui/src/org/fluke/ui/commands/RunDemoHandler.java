// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.WorkbenchException;
import org.eclipse.ui.handlers.HandlerUtil;
import org.eclipse.ui.statushandlers.StatusManager;
import org.fluke.debug.KernelThread;
import org.fluke.debug.launch.DemoRun;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.selection.ThreadSelection;

/** Opens the Fluke perspective and runs the demo in it: nothing to configure, nothing to answer. */
public final class RunDemoHandler extends AbstractHandler {

	/** Family of the job that runs the demo. */
	public static final Object FAMILY = RunDemoHandler.class;

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
		try {
			PlatformUI.getWorkbench().showPerspective(FlukeUi.PERSPECTIVE, window);
			show(window);
		} catch (WorkbenchException e) {
			throw new ExecutionException(e.getMessage(), e);
		}
		if (Job.getJobManager().find(FAMILY).length > 0) {
			return null;
		}
		ThreadSelection selection = ThreadSelection.of(window);
		selection.setProblem(""); //$NON-NLS-1$
		Job job = new Job(Messages.RunDemoHandler_name) {
			@Override
			protected IStatus run(IProgressMonitor monitor) {
				try {
					KernelThread sender = new DemoRun().run(monitor);
					later(window, () -> selection.select(sender));
					return Status.OK_STATUS;
				} catch (OperationCanceledException e) {
					later(window, () -> selection.setProblem(Messages.RunDemoHandler_cancelled));
					return Status.CANCEL_STATUS;
				} catch (CoreException e) {
					later(window, () -> selection.setProblem(e.getStatus().getMessage()));
					FlukeUi.log().log(e.getStatus());
					// Without the cause, whose message the dialog would show a second time.
					StatusManager.getManager().handle(
							new Status(IStatus.ERROR, FlukeUi.PLUGIN_ID, e.getStatus().getMessage()), StatusManager.SHOW);
					return Status.OK_STATUS;
				}
			}

			@Override
			public boolean belongsTo(Object family) {
				return family == FAMILY;
			}
		};
		job.setUser(false);
		job.schedule();
		return null;
	}

	private static void show(IWorkbenchWindow window) throws PartInitException {
		IWorkbenchPage page = window.getActivePage();
		page.showView(FlukeUi.THREADS_VIEW, null, IWorkbenchPage.VIEW_VISIBLE);
		page.showView(FlukeUi.PSEUDO_VIEW, null, IWorkbenchPage.VIEW_VISIBLE);
		page.showView(FlukeUi.FRAME_VIEW, null, IWorkbenchPage.VIEW_ACTIVATE);
	}

	private static void later(IWorkbenchWindow window, Runnable runnable) {
		if (PlatformUI.isWorkbenchRunning()) {
			PlatformUI.getWorkbench().getDisplay().asyncExec(() -> {
				if (window.getShell() != null && !window.getShell().isDisposed()) {
					runnable.run();
				}
			});
		}
	}
}
