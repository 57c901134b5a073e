// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.preferences;

import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.jface.preference.BooleanFieldEditor;
import org.eclipse.jface.preference.FieldEditorPreferencePage;
import org.eclipse.jface.preference.IntegerFieldEditor;
import org.eclipse.jface.preference.StringFieldEditor;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPreferencePage;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.preferences.ScopedPreferenceStore;
import org.fluke.debug.FlukeDebug;
import org.fluke.debug.snapshot.SnapshotRate;
import org.fluke.ui.FlukeUi;

/** The page <em>Fluke</em> of the preferences. */
public final class FlukePage extends FieldEditorPreferencePage implements IWorkbenchPreferencePage {

	private final ScopedPreferenceStore debug = new ScopedPreferenceStore(InstanceScope.INSTANCE, FlukeDebug.PLUGIN_ID);
	private IntegerFieldEditor rate;

	/** For the platform. */
	public FlukePage() {
		super(GRID);
		setPreferenceStore(FlukePreferences.store());
		setDescription(Messages.FlukePage_description);
		debug.setDefault(SnapshotRate.PER_SECOND, SnapshotRate.DEFAULT);
	}

	@Override
	public void init(IWorkbench workbench) {
		// Nothing depends on it.
	}

	@Override
	public void createControl(Composite parent) {
		super.createControl(parent);
		PlatformUI.getWorkbench().getHelpSystem().setHelp(getControl(), FlukeUi.HELP_PREFERENCES);
	}

	@Override
	protected void createFieldEditors() {
		Composite parent = getFieldEditorParent();
		rate = new IntegerFieldEditor(SnapshotRate.PER_SECOND, Messages.FlukePage_rate, parent, 2);
		rate.setValidRange(SnapshotRate.LEAST, SnapshotRate.MOST);
		addField(rate);
		addField(new BooleanFieldEditor(FlukePreferences.OPEN_SAVED, Messages.FlukePage_openSaved, parent));
		addField(new ProjectField(parent));
	}

	/** The rate is a matter of the debug model, whose preference it is. */
	@Override
	protected void initialize() {
		super.initialize();
		rate.setPreferenceStore(debug);
		rate.load();
	}

	private static final class ProjectField extends StringFieldEditor {

		ProjectField(Composite parent) {
			super(FlukePreferences.PROJECT, Messages.FlukePage_project, parent);
			setEmptyStringAllowed(false);
		}

		@Override
		protected boolean doCheckState() {
			IStatus status = ResourcesPlugin.getWorkspace().validateName(getStringValue(), IResource.PROJECT);
			setErrorMessage(status.getMessage());
			return status.isOK();
		}
	}
}
