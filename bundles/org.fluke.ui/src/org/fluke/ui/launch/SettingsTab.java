// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.launch;

import java.util.Optional;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.ui.AbstractLaunchConfigurationTab;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.fluke.debug.launch.KernelLaunchSettings;
import org.fluke.ui.FlukeUi;

/** A page that shows and changes some of the {@link KernelLaunchSettings}; the others it leaves alone. */
abstract class SettingsTab extends AbstractLaunchConfigurationTab {

	private final String helpContext;
	private boolean loading;

	SettingsTab(String helpContext) {
		this.helpContext = helpContext;
	}

	abstract void createGroups(Composite root);

	abstract void show(KernelLaunchSettings settings);

	/** @return the settings as the widgets say, and as they were where no widget says anything */
	abstract KernelLaunchSettings read(KernelLaunchSettings before);

	/** @return what is wrong with the widgets that the settings don't know of */
	abstract Optional<String> problem();

	/** @return what will not work as the user may expect, null if everything will */
	String warning() {
		return null;
	}

	/** Enables what makes sense. */
	abstract void enable();

	@Override
	public final void createControl(Composite parent) {
		Composite root = new Composite(parent, SWT.NONE);
		GridLayoutFactory.swtDefaults().applyTo(root);
		setControl(root);
		createGroups(root);
		PlatformUI.getWorkbench().getHelpSystem().setHelp(root, helpContext);
	}

	static Group group(Composite root, String text, int columns) {
		Group group = new Group(root, SWT.NONE);
		group.setText(text);
		GridLayoutFactory.swtDefaults().numColumns(columns).applyTo(group);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(group);
		return group;
	}

	static void label(Composite parent, String text) {
		new Label(parent, SWT.NONE).setText(text);
	}

	final Button button(Composite parent, int style, String text) {
		Button button = new Button(parent, style);
		button.setText(text);
		button.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> changed()));
		return button;
	}

	final Text text(Composite parent) {
		Text text = new Text(parent, SWT.BORDER);
		text.addModifyListener(e -> changed());
		GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).applyTo(text);
		return text;
	}

	final void changed() {
		if (!loading) {
			enable();
			updateLaunchConfigurationDialog();
		}
	}

	@Override
	public final void initializeFrom(ILaunchConfiguration configuration) {
		loading = true;
		try {
			show(KernelLaunchSettings.of(configuration));
			enable();
		} catch (CoreException e) {
			setErrorMessage(e.getStatus().getMessage());
		} finally {
			loading = false;
		}
	}

	@Override
	public final void performApply(ILaunchConfigurationWorkingCopy copy) {
		try {
			read(KernelLaunchSettings.of(copy)).store(copy);
		} catch (CoreException e) {
			FlukeUi.log().log(e.getStatus());
		}
	}

	@Override
	public final boolean isValid(ILaunchConfiguration configuration) {
		setErrorMessage(null);
		setWarningMessage(warning());
		problem().or(() -> problem(configuration)).ifPresent(this::setErrorMessage);
		return getErrorMessage() == null;
	}

	private static Optional<String> problem(ILaunchConfiguration configuration) {
		try {
			return KernelLaunchSettings.of(configuration).problem();
		} catch (CoreException e) {
			return Optional.of(e.getStatus().getMessage());
		}
	}
}
