// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.projects;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.wizard.WizardPage;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.project.KernelProject;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Messages;

/** The project's name, where its sources come from, and how the kernel is built. */
final class NewKernelProjectPage extends WizardPage {

	private static final String FIRST_NAME = "fluke"; //$NON-NLS-1$

	private Text name;
	private Button copy;
	private Button existing;
	private Text folder;
	private Button browse;
	private Combo configuration;
	/** The name that we proposed last; one that the user has typed is left alone. */
	private String proposed = FIRST_NAME;

	NewKernelProjectPage() {
		super("kernel"); //$NON-NLS-1$
		setTitle(Messages.NewKernelProjectPage_title);
		setDescription(Messages.NewKernelProjectPage_description);
	}

	@Override
	public void createControl(Composite parent) {
		Composite root = new Composite(parent, SWT.NONE);
		GridLayoutFactory.swtDefaults().numColumns(2).applyTo(root);
		new Label(root, SWT.NONE).setText(Messages.NewKernelProjectPage_name);
		name = new Text(root, SWT.BORDER);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(name);

		Group sources = new Group(root, SWT.NONE);
		sources.setText(Messages.NewKernelProjectPage_sources);
		GridLayoutFactory.swtDefaults().numColumns(3).applyTo(sources);
		GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(sources);
		copy = new Button(sources, SWT.RADIO);
		copy.setText(Messages.NewKernelProjectPage_copy);
		GridDataFactory.fillDefaults().span(3, 1).applyTo(copy);
		existing = new Button(sources, SWT.RADIO);
		existing.setText(Messages.NewKernelProjectPage_existing);
		folder = new Text(sources, SWT.BORDER);
		folder.getAccessible().addRelation(ACC.RELATION_LABELLED_BY, existing.getAccessible());
		GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).applyTo(folder);
		browse = new Button(sources, SWT.PUSH);
		browse.setText(Messages.KernelTab_browse);
		setButtonLayoutData(browse);

		new Label(root, SWT.NONE).setText(Messages.NewKernelProjectPage_configuration);
		configuration = new Combo(root, SWT.READ_ONLY | SWT.DROP_DOWN);
		configuration.setItems(Configurations.items());
		GridDataFactory.fillDefaults().grab(true, false).applyTo(configuration);

		proposed = unused(FIRST_NAME);
		name.setText(proposed);
		copy.setSelection(true);
		configuration.select(KernelConfiguration.PROCESS_NP.ordinal());
		name.addModifyListener(e -> validate());
		copy.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> validate()));
		existing.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> {
			if (existing.getSelection() && folder.getText().isEmpty()) {
				folder.setFocus();
			}
			validate();
		}));
		folder.addModifyListener(e -> {
			propose();
			validate();
		});
		browse.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> browse()));
		setControl(root);
		PlatformUI.getWorkbench().getHelpSystem().setHelp(root, FlukeUi.HELP_NEW_PROJECT);
		validate();
		// Nobody has done anything wrong yet.
		setErrorMessage(null);
		name.selectAll();
		name.setFocus();
	}

	private void browse() {
		DirectoryDialog dialog = new DirectoryDialog(getShell());
		dialog.setMessage(Messages.KernelTab_browseMessage);
		dialog.setFilterPath(folder.getText());
		String chosen = dialog.open();
		if (chosen != null) {
			folder.setText(chosen);
		}
	}

	/** An existing folder gives its name, unless the user has typed another. */
	private void propose() {
		Path path = folder();
		if (path != null && path.getFileName() != null && name.getText().equals(proposed)) {
			proposed = unused(path.getFileName().toString());
			name.setText(proposed);
		}
	}

	private static String unused(String first) {
		String unused = first;
		for (int i = 2; project(unused) != null && project(unused).exists(); i++) {
			unused = first + i;
		}
		return unused;
	}

	private static IProject project(String name) {
		IWorkspace workspace = ResourcesPlugin.getWorkspace();
		return workspace.validateName(name, IResource.PROJECT).isOK() ? workspace.getRoot().getProject(name) : null;
	}

	private void validate() {
		folder.setEnabled(existing.getSelection());
		browse.setEnabled(existing.getSelection());
		String problem = problem();
		setErrorMessage(problem);
		setPageComplete(problem == null);
	}

	/** One sentence, null if all is well. */
	private String problem() {
		IWorkspace workspace = ResourcesPlugin.getWorkspace();
		if (projectName().isEmpty()) {
			return Messages.NewKernelProjectPage_noName;
		}
		IStatus status = workspace.validateName(projectName(), IResource.PROJECT);
		if (!status.isOK()) {
			return status.getMessage();
		}
		IProject project = workspace.getRoot().getProject(projectName());
		if (project.exists()) {
			return NLS.bind(Messages.NewKernelProjectPage_exists, projectName());
		}
		if (copy.getSelection()) {
			Path location = workspace.getRoot().getLocation().append(projectName()).toPath();
			return Files.exists(location) ? NLS.bind(Messages.NewKernelProjectPage_folderExists, location) : null;
		}
		if (folder.getText().isBlank()) {
			return Messages.KernelTab_folderMissing;
		}
		Path path = folder();
		if (path == null || !KernelProject.isKernel(path)) {
			return NLS.bind(Messages.NewKernelProjectPage_noKernel, folder.getText().strip());
		}
		IPath location = IPath.fromPath(path.toAbsolutePath().normalize());
		if (location.equals(workspace.getRoot().getLocation().append(projectName()))) {
			return null;
		}
		status = workspace.validateProjectLocation(project, location);
		return status.isOK() ? null : status.getMessage();
	}

	String projectName() {
		return name.getText().strip();
	}

	/** @return the existing folder with the sources, null if the shipped ones are to be copied */
	Path folder() {
		if (!existing.getSelection()) {
			return null;
		}
		try {
			return Path.of(folder.getText().strip());
		} catch (InvalidPathException e) {
			return null;
		}
	}

	KernelConfiguration configuration() {
		return KernelConfiguration.values()[configuration.getSelectionIndex()];
	}
}
