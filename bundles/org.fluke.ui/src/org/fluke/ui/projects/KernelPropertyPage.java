// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.projects;

import java.util.List;

import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.WorkspaceJob;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.dialogs.PreferencesUtil;
import org.eclipse.ui.dialogs.PropertyPage;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.project.KernelProject;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Messages;

/** How the kernel of a project is built. Changed settings are saved in the project and build it again. */
public final class KernelPropertyPage extends PropertyPage {

	private Combo configuration;
	private Text options;
	private Text command;

	@Override
	protected Control createContents(Composite parent) {
		Composite root = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).applyTo(root);
		PlatformUI.getWorkbench().getHelpSystem().setHelp(root, FlukeUi.HELP_PROJECT_PROPERTIES);
		KernelProject kernel = kernel();
		if (kernel == null) {
			new Label(root, SWT.NONE).setText(Messages.KernelPropertyPage_closed);
			noDefaultAndApplyButton();
			return root;
		}
		new Label(root, SWT.NONE).setText(Messages.NewKernelProjectPage_configuration);
		configuration = new Combo(root, SWT.READ_ONLY | SWT.DROP_DOWN);
		configuration.setItems(Configurations.items());
		GridDataFactory.fillDefaults().grab(true, false).applyTo(configuration);
		new Label(root, SWT.NONE).setText(Messages.KernelPropertyPage_options);
		options = new Text(root, SWT.BORDER);
		options.setToolTipText(Messages.KernelPropertyPage_optionsTip);
		options.setMessage(Messages.KernelPropertyPage_optionsTip);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(options);
		new Label(root, SWT.NONE).setText(Messages.KernelPropertyPage_command);
		command = new Text(root, SWT.BORDER | SWT.READ_ONLY);
		command.setFont(JFaceResources.getTextFont());
		GridDataFactory.fillDefaults().grab(true, false).applyTo(command);
		Link make = new Link(root, SWT.NONE);
		make.setText(Messages.KernelPropertyPage_make);
		make.addListener(SWT.Selection,
				e -> PreferencesUtil.createPreferenceDialogOn(getShell(), FlukeUi.ENVIRONMENT_PAGE, null, null).open());
		GridDataFactory.fillDefaults().span(2, 1).applyTo(make);

		configuration.select(kernel.configuration().ordinal());
		options.setText(kernel.options());
		configuration.addModifyListener(e -> showCommand());
		options.addModifyListener(e -> showCommand());
		showCommand();
		return root;
	}

	private KernelProject kernel() {
		return KernelProject.of(Adapters.adapt(getElement(), IProject.class)).orElse(null);
	}

	private KernelConfiguration chosen() {
		return KernelConfiguration.values()[configuration.getSelectionIndex()];
	}

	private void showCommand() {
		try {
			String words = options.getText().strip();
			command.setText(String.join(" ", kernel().build() //$NON-NLS-1$
					.options(words.isEmpty() ? List.of() : List.of(words.split("\\s+"))) //$NON-NLS-1$
					.commandLine(chosen(), List.of())));
		} catch (CoreException e) {
			setErrorMessage(e.getStatus().getMessage());
		}
	}

	@Override
	protected void performDefaults() {
		configuration.select(KernelConfiguration.PROCESS_NP.ordinal());
		options.setText(""); //$NON-NLS-1$
		super.performDefaults();
	}

	@Override
	public boolean performOk() {
		KernelProject kernel = kernel();
		if (kernel == null || configuration == null
				|| kernel.configuration() == chosen() && kernel.options().equals(options.getText().strip())) {
			return true;
		}
		KernelConfiguration newConfiguration = chosen();
		String newOptions = options.getText();
		WorkspaceJob job = new WorkspaceJob(NLS.bind(Messages.KernelPropertyPage_saving, kernel.project().getName())) {
			@Override
			public IStatus runInWorkspace(IProgressMonitor monitor) throws CoreException {
				kernel.configure(newConfiguration, newOptions);
				return Status.OK_STATUS;
			}
		};
		job.setRule(kernel.project());
		job.schedule();
		return true;
	}
}
