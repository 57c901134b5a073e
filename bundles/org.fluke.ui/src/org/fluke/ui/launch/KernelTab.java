// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.launch;

import java.util.Optional;

import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Text;
import org.fluke.debug.launch.KernelLaunchSettings;
import org.fluke.debug.launch.SourceDebugger;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.project.KernelProject;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.projects.Configurations;

/** Which kernel, how it is built, and what it runs. */
public final class KernelTab extends SettingsTab {

	private Button shipped;
	private Button projectButton;
	private Combo project;
	private Button folderButton;
	private Text folder;
	private Button browse;
	private Combo configuration;
	private Combo scenario;
	private Button hold;
	private Text arguments;
	private Button source;
	private Text stopAt;

	/** For the group. */
	public KernelTab() {
		super(FlukeUi.HELP_KERNEL_TAB);
	}

	@Override
	void createGroups(Composite root) {
		createKernelGroup(group(root, Messages.KernelTab_kernel, 3));
		createScenarioGroup(group(root, Messages.KernelTab_scenarioGroup, 2));
		createSourceGroup(group(root, Messages.KernelTab_sourceGroup, 2));
	}

	private void createKernelGroup(Group group) {
		shipped = button(group, SWT.RADIO, Messages.KernelTab_shipped);
		GridDataFactory.fillDefaults().span(3, 1).applyTo(shipped);
		projectButton = button(group, SWT.RADIO, Messages.KernelTab_project);
		project = new Combo(group, SWT.DROP_DOWN);
		project.addModifyListener(e -> {
			nameProjectsConfiguration();
			changed();
		});
		project.getAccessible().addRelation(ACC.RELATION_LABELLED_BY, projectButton.getAccessible());
		GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(project);
		folderButton = button(group, SWT.RADIO, Messages.KernelTab_folder);
		folder = text(group);
		folder.getAccessible().addRelation(ACC.RELATION_LABELLED_BY, folderButton.getAccessible());
		browse = createPushButton(group, Messages.KernelTab_browse, null);
		browse.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> {
			DirectoryDialog dialog = new DirectoryDialog(getShell());
			dialog.setMessage(Messages.KernelTab_browseMessage);
			dialog.setFilterPath(folder.getText());
			String chosen = dialog.open();
			if (chosen != null) {
				folder.setText(chosen);
			}
		}));
		label(group, Messages.KernelTab_configuration);
		configuration = new Combo(group, SWT.READ_ONLY | SWT.DROP_DOWN);
		configuration.add(""); //$NON-NLS-1$
		for (String item : Configurations.items()) {
			configuration.add(item);
		}
		configuration.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> changed()));
		GridDataFactory.fillDefaults().span(2, 1).applyTo(configuration);
	}

	private void createScenarioGroup(Group group) {
		label(group, Messages.KernelTab_scenario);
		scenario = new Combo(group, SWT.DROP_DOWN);
		scenario.add(""); //$NON-NLS-1$
		KernelLaunchSettings.SCENARIOS.forEach(scenario::add);
		scenario.setToolTipText(Messages.KernelTab_scenarioTip);
		scenario.addModifyListener(e -> changed());
		GridDataFactory.fillDefaults().grab(true, false).applyTo(scenario);
		hold = button(group, SWT.CHECK, Messages.KernelTab_hold);
		GridDataFactory.fillDefaults().span(2, 1).applyTo(hold);
		label(group, Messages.KernelTab_arguments);
		arguments = text(group);
		arguments.setToolTipText(Messages.KernelTab_argumentsTip);
	}

	private void createSourceGroup(Group group) {
		source = button(group, SWT.CHECK, Messages.KernelTab_source);
		source.setToolTipText(Messages.KernelTab_sourceTip);
		GridDataFactory.fillDefaults().span(2, 1).applyTo(source);
		label(group, Messages.KernelTab_stopAt);
		stopAt = text(group);
		stopAt.setMessage(Messages.KernelTab_stopAtMessage);
	}

	/** The first line of the list of configurations is the project's own. */
	private void nameProjectsConfiguration() {
		String own = KernelProject.named(project.getText().strip())
				.map(k -> NLS.bind(Messages.KernelTab_projectsConfiguration, k.configuration().id()))
				.orElse(Messages.KernelTab_noProjectsConfiguration);
		configuration.setItem(0, own);
	}

	@Override
	void enable() {
		project.setEnabled(projectButton.getSelection());
		folder.setEnabled(folderButton.getSelection());
		browse.setEnabled(folderButton.getSelection());
		hold.setEnabled(!scenario.getText().isBlank());
		stopAt.setEnabled(source.getSelection());
	}

	@Override
	void show(KernelLaunchSettings settings) {
		project.setItems(KernelProject.all().stream().map(k -> k.project().getName()).toArray(String[]::new));
		boolean inProject = !settings.project().isEmpty();
		projectButton.setSelection(inProject);
		shipped.setSelection(!inProject && settings.folder() == null);
		folderButton.setSelection(!inProject && settings.folder() != null);
		project.setText(settings.project());
		folder.setText(settings.folder() == null ? "" : settings.folder().toString()); //$NON-NLS-1$
		nameProjectsConfiguration();
		configuration.deselectAll();
		if (settings.configuration().isEmpty()) {
			configuration.select(0);
		}
		KernelConfiguration.of(settings.configuration()).ifPresent(c -> configuration.select(c.ordinal() + 1));
		scenario.setText(settings.scenario());
		hold.setSelection(settings.hold());
		arguments.setText(settings.arguments());
		source.setSelection(settings.source());
		stopAt.setText(settings.stopAt());
	}

	@Override
	KernelLaunchSettings read(KernelLaunchSettings before) {
		int chosen = configuration.getSelectionIndex();
		return new KernelLaunchSettings(projectButton.getSelection() ? project.getText().strip() : "", //$NON-NLS-1$
				folderButton.getSelection() ? KernelLaunchSettings.path(folder.getText()) : null,
				chosen < 0 ? before.configuration() : chosen == 0 ? "" : KernelConfiguration.values()[chosen - 1].id(), //$NON-NLS-1$
				scenario.getText().strip(), hold.getSelection(), arguments.getText().strip(), source.getSelection(),
				stopAt.getText().strip(), before.machine());
	}

	@Override
	Optional<String> problem() {
		if (folderButton.getSelection() && folder.getText().isBlank()) {
			return Optional.of(Messages.KernelTab_folderMissing);
		}
		if (projectButton.getSelection() && project.getText().isBlank()) {
			return Optional.of(project.getItemCount() == 0 ? Messages.KernelTab_noProjects : Messages.KernelTab_projectMissing);
		}
		return Optional.empty();
	}

	@Override
	String warning() {
		return source.getSelection() && !SourceDebugger.isInstalled() ? Messages.KernelTab_noCdt : null;
	}

	@Override
	public void setDefaults(ILaunchConfigurationWorkingCopy copy) {
		KernelLaunchSettings.DEFAULTS.store(copy);
		// The kernel that the user is looking at.
		SelectedKernel.ofWorkbench().ifPresent(kernel -> {
			KernelLaunchSettings.of(kernel).store(copy);
			copy.rename(getLaunchConfigurationDialog().generateName(kernel.project().getName()));
		});
	}

	@Override
	public String getName() {
		return Messages.KernelTab_name;
	}

	@Override
	public String getId() {
		return FlukeUi.PLUGIN_ID + ".launch.kernelTab"; //$NON-NLS-1$
	}

	@Override
	public Image getImage() {
		return Icons.get(Icons.KERNEL);
	}
}
