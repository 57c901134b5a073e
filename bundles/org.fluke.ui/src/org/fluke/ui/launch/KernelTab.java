// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.launch;

import java.nio.file.Path;
import java.util.Arrays;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.ui.AbstractLaunchConfigurationTab;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Text;
import org.fluke.debug.launch.KernelLaunchDelegate;
import org.fluke.debug.launch.KernelLaunchSettings;
import org.fluke.kernel.KernelBuild;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;

/** Which kernel, how it is built, what it runs and in what machine. */
public final class KernelTab extends AbstractLaunchConfigurationTab {

	private static final int MEMORY_STEP = 16;

	private Button shipped;
	private Button folderButton;
	private Text folder;
	private Button browse;
	private Combo configuration;
	private Combo scenario;
	private Button hold;
	private Spinner memory;
	private Button deterministic;
	private boolean loading;

	@Override
	public void createControl(Composite parent) {
		Composite root = new Composite(parent, SWT.NONE);
		GridLayoutFactory.swtDefaults().applyTo(root);
		setControl(root);
		createKernelGroup(root);
		createScenarioGroup(root);
		createMachineGroup(root);
		Button show = createPushButton(root, Messages.KernelTab_showCommandLine, null);
		GridDataFactory.swtDefaults().align(SWT.END, SWT.CENTER).applyTo(show);
		show.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> showCommandLine()));
	}

	private void createKernelGroup(Composite root) {
		Group group = group(root, Messages.KernelTab_kernel, 3);
		shipped = button(group, SWT.RADIO, Messages.KernelTab_shipped);
		GridDataFactory.fillDefaults().span(3, 1).applyTo(shipped);
		folderButton = button(group, SWT.RADIO, Messages.KernelTab_folder);
		folder = new Text(group, SWT.BORDER);
		folder.addModifyListener(e -> changed());
		folder.getAccessible().addRelation(org.eclipse.swt.accessibility.ACC.RELATION_LABELLED_BY,
				folderButton.getAccessible());
		GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).applyTo(folder);
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
		configuration.setItems(Arrays.stream(KernelConfiguration.values())
				.map(c -> NLS.bind(Messages.KernelTab_configurationItem, c.id(), c.label())).toArray(String[]::new));
		configuration.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> changed()));
		GridDataFactory.fillDefaults().span(2, 1).applyTo(configuration);
	}

	private void createScenarioGroup(Composite root) {
		Group group = group(root, Messages.KernelTab_scenarioGroup, 2);
		label(group, Messages.KernelTab_scenario);
		scenario = new Combo(group, SWT.DROP_DOWN);
		scenario.add(""); //$NON-NLS-1$
		KernelLaunchSettings.SCENARIOS.forEach(scenario::add);
		scenario.setToolTipText(Messages.KernelTab_scenarioTip);
		scenario.addModifyListener(e -> changed());
		GridDataFactory.fillDefaults().grab(true, false).applyTo(scenario);
		hold = button(group, SWT.CHECK, Messages.KernelTab_hold);
		GridDataFactory.fillDefaults().span(2, 1).applyTo(hold);
	}

	private void createMachineGroup(Composite root) {
		Group group = group(root, Messages.KernelTab_machine, 2);
		label(group, Messages.KernelTab_memory);
		memory = new Spinner(group, SWT.BORDER);
		memory.setMinimum(KernelLaunchSettings.MEMORY_MIN);
		memory.setMaximum(KernelLaunchSettings.MEMORY_MAX);
		memory.setIncrement(MEMORY_STEP);
		memory.addModifyListener(e -> changed());
		GridDataFactory.swtDefaults().applyTo(memory);
		deterministic = button(group, SWT.CHECK, Messages.KernelTab_deterministic);
		deterministic.setToolTipText(Messages.KernelTab_deterministicTip);
		GridDataFactory.fillDefaults().span(2, 1).applyTo(deterministic);
	}

	private static Group group(Composite root, String text, int columns) {
		Group group = new Group(root, SWT.NONE);
		group.setText(text);
		GridLayoutFactory.swtDefaults().numColumns(columns).applyTo(group);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(group);
		return group;
	}

	private static void label(Composite parent, String text) {
		new Label(parent, SWT.NONE).setText(text);
	}

	private Button button(Composite parent, int style, String text) {
		Button button = new Button(parent, style);
		button.setText(text);
		button.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> changed()));
		return button;
	}

	private void changed() {
		if (!loading) {
			enable();
			updateLaunchConfigurationDialog();
		}
	}

	private void enable() {
		folder.setEnabled(folderButton.getSelection());
		browse.setEnabled(folderButton.getSelection());
		hold.setEnabled(!scenario.getText().isBlank());
	}

	private KernelLaunchSettings settings() {
		KernelConfiguration[] configurations = KernelConfiguration.values();
		int chosen = configuration.getSelectionIndex();
		return new KernelLaunchSettings(shipped.getSelection() ? null : Path.of(folder.getText().strip()),
				chosen < 0 ? "" : configurations[chosen].id(), scenario.getText().strip(), hold.getSelection(), //$NON-NLS-1$
				memory.getSelection(), deterministic.getSelection());
	}

	@Override
	public void setDefaults(ILaunchConfigurationWorkingCopy copy) {
		KernelLaunchSettings.DEFAULTS.store(copy);
	}

	@Override
	public void initializeFrom(ILaunchConfiguration launchConfiguration) {
		loading = true;
		try {
			KernelLaunchSettings settings = KernelLaunchSettings.of(launchConfiguration);
			shipped.setSelection(settings.folder() == null);
			folderButton.setSelection(settings.folder() != null);
			folder.setText(settings.folder() == null ? "" : settings.folder().toString()); //$NON-NLS-1$
			configuration.deselectAll();
			KernelConfiguration.of(settings.configuration()).ifPresent(c -> configuration.select(c.ordinal()));
			scenario.setText(settings.scenario());
			hold.setSelection(settings.hold());
			memory.setSelection(settings.memory());
			deterministic.setSelection(settings.deterministic());
			enable();
		} catch (CoreException e) {
			setErrorMessage(e.getStatus().getMessage());
		} finally {
			loading = false;
		}
	}

	@Override
	public void performApply(ILaunchConfigurationWorkingCopy copy) {
		settings().store(copy);
	}

	@Override
	public boolean isValid(ILaunchConfiguration launchConfiguration) {
		setErrorMessage(null);
		setMessage(null);
		try {
			KernelLaunchSettings.of(launchConfiguration).problem().ifPresent(this::setErrorMessage);
		} catch (CoreException e) {
			setErrorMessage(e.getStatus().getMessage());
		}
		if (folderButton.getSelection() && folder.getText().isBlank()) {
			setErrorMessage(Messages.KernelTab_folderMissing);
		}
		return getErrorMessage() == null;
	}

	private void showCommandLine() {
		KernelLaunchSettings settings = settings();
		Path sources = settings.folder() == null ? KernelLaunchDelegate.shippedKernel() : settings.folder();
		Path built = KernelBuild.in(sources)
				.output(KernelConfiguration.of(settings.configuration()).orElse(KernelConfiguration.PROCESS_NP));
		String text = DebugPlugin.renderArguments(settings.machine(built).commandLine().toArray(String[]::new), null);
		MessageDialog dialog = new MessageDialog(getShell(), Messages.KernelTab_commandLine, null,
				Messages.KernelTab_commandLineMessage, MessageDialog.INFORMATION, 0, Messages.KernelTab_copy,
				IDialogConstants.OK_LABEL) {
			@Override
			protected Control createCustomArea(Composite parent) {
				Text area = new Text(parent, SWT.MULTI | SWT.READ_ONLY | SWT.WRAP | SWT.BORDER | SWT.V_SCROLL);
				area.setText(text);
				area.setFont(JFaceResources.getTextFont());
				GridDataFactory.fillDefaults().grab(true, true).hint(600, 160).applyTo(area);
				return area;
			}

			@Override
			protected boolean isResizable() {
				return true;
			}
		};
		if (dialog.open() == 0) {
			Clipboard clipboard = new Clipboard(getShell().getDisplay());
			try {
				clipboard.setContents(new Object[] { text }, new Transfer[] { TextTransfer.getInstance() });
			} finally {
				clipboard.dispose();
			}
		}
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
