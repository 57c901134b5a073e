// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import java.util.Arrays;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IWorkspaceRoot;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.resources.WorkspaceJob;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.window.Window;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.dialogs.SaveAsDialog;
import org.eclipse.ui.handlers.HandlerUtil;
import org.eclipse.ui.ide.IDE;
import org.eclipse.ui.statushandlers.StatusManager;
import org.fluke.bridge.state.StateFile;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.preferences.FlukePreferences;
import org.fluke.ui.selection.ThreadSelection;

/** Saves the snapshot that the views show as a file of the workspace, and opens it. */
public final class SaveSnapshotHandler extends AbstractHandler {

	/** Family of the job that writes. */
	public static final Object FAMILY = SaveSnapshotHandler.class;

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
		KernelDebugTarget kernel = ThreadSelection.of(window).kernel();
		// What is on screen when the command is given, however long the dialog stays open.
		KernelSnapshot snapshot = kernel == null ? null : kernel.snapshots().latest();
		if (snapshot == null) {
			throw new ExecutionException(Messages.SaveSnapshotHandler_none);
		}
		IWorkspaceRoot root = ResourcesPlugin.getWorkspace().getRoot();
		SaveAsDialog dialog = new SaveAsDialog(window.getShell());
		dialog.setOriginalFile(proposal(root, window, kernel, snapshot));
		dialog.create();
		dialog.setTitle(Messages.SaveSnapshotHandler_title);
		dialog.setMessage(NLS.bind(Messages.SaveSnapshotHandler_message, snapshot.sequence(), kernel.getName()));
		PlatformUI.getWorkbench().getHelpSystem().setHelp(dialog.getShell(), FlukeUi.HELP_SAVE_SNAPSHOT);
		if (dialog.open() != Window.OK) {
			return null;
		}
		IPath path = dialog.getResult();
		IFile file = root.getFile(StateFile.EXTENSION.equals(path.getFileExtension()) ? path
				: path.addFileExtension(StateFile.EXTENSION));
		save(window, file, snapshot);
		return null;
	}

	/** A name that is free, in the project of the selection or of the active editor if there is one, else in any. */
	private static IFile proposal(IWorkspaceRoot root, IWorkbenchWindow window, KernelDebugTarget kernel, KernelSnapshot snapshot)
			throws ExecutionException {
		IProject project = project(root, window);
		String name = kernel.getLaunch().getLaunchConfiguration() == null ? kernel.getName()
				: kernel.getLaunch().getLaunchConfiguration().getName();
		name = name.replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "") + '-' + snapshot.sequence(); //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$ //$NON-NLS-4$
		IFile file = project.getFile(name + '.' + StateFile.EXTENSION);
		for (int i = 2; file.exists(); i++) {
			file = project.getFile(name + '-' + i + '.' + StateFile.EXTENSION);
		}
		return file;
	}

	private static IProject project(IWorkspaceRoot root, IWorkbenchWindow window) throws ExecutionException {
		if (window.getActivePage() != null && window.getActivePage().getActiveEditor() != null) {
			IFile edited = window.getActivePage().getActiveEditor().getEditorInput().getAdapter(IFile.class);
			if (edited != null) {
				return edited.getProject();
			}
		}
		IProject own = root.getProject(FlukePreferences.store().getString(FlukePreferences.PROJECT));
		try {
			// A dialog that asks for a folder is of no use to somebody who has none.
			if (Arrays.stream(root.getProjects()).noneMatch(IProject::isOpen)) {
				if (!own.exists()) {
					own.create(null);
				}
				own.open(null);
			}
		} catch (CoreException e) {
			throw new ExecutionException(e.getStatus().getMessage(), e);
		}
		return own.isOpen() ? own : Arrays.stream(root.getProjects()).filter(IProject::isOpen).findFirst().orElseThrow();
	}

	private static void save(IWorkbenchWindow window, IFile file, KernelSnapshot snapshot) {
		WorkspaceJob job = new WorkspaceJob(NLS.bind(Messages.SaveSnapshotHandler_job, file.getName())) {
			@Override
			public IStatus runInWorkspace(IProgressMonitor monitor) {
				try {
					StateFiles.write(file, snapshot.model(), monitor);
				} catch (CoreException e) {
					StatusManager.getManager().handle(StateFiles.toShow(e.getStatus()), StatusManager.SHOW);
					return Status.OK_STATUS;
				}
				if (FlukePreferences.store().getBoolean(FlukePreferences.OPEN_SAVED)) {
					window.getShell().getDisplay().asyncExec(() -> open(window, file));
				}
				return Status.OK_STATUS;
			}

			@Override
			public boolean belongsTo(Object family) {
				return family == FAMILY;
			}
		};
		job.setRule(ResourcesPlugin.getWorkspace().getRuleFactory().createRule(file));
		job.setUser(true);
		job.schedule();
	}

	private static void open(IWorkbenchWindow window, IFile file) {
		if (window.getActivePage() != null) {
			try {
				IDE.openEditor(window.getActivePage(), file);
			} catch (PartInitException e) {
				FlukeUi.log().error(e.getMessage(), e);
			}
		}
	}
}
