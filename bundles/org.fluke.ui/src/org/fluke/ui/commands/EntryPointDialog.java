// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.window.Window;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.dialogs.ElementListSelectionDialog;
import org.eclipse.ui.dialogs.FilteredList;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;

/** Chooses one of the entry points: a part of its name finds it, and what it does stands below. */
class EntryPointDialog extends ElementListSelectionDialog {

	private static final int WIDTH = 76;

	private Label details;

	/**
	 * @param parent shell
	 * @param api has the entry points
	 * @param title of the dialog
	 */
	EntryPointDialog(Shell parent, ApiTable api, String title) {
		super(parent, new Labels());
		setTitle(title);
		setMessage(Messages.EntryPointDialog_message);
		setElements(api.entryPoints().toArray());
		setMultipleSelection(false);
		setIgnoreCase(true);
		setSize(WIDTH, 16);
		setHelpAvailable(true);
	}

	/** @return what was chosen, null if the dialog was cancelled */
	EntryPoint choose() {
		return open() == Window.OK && getFirstResult() instanceof EntryPoint entry ? entry : null;
	}

	@Override
	protected void configureShell(Shell shell) {
		super.configureShell(shell);
		org.eclipse.ui.PlatformUI.getWorkbench().getHelpSystem().setHelp(shell, FlukeUi.PLUGIN_ID + ".entryPointDialog"); //$NON-NLS-1$
	}

	@Override
	protected FilteredList createFilteredList(Composite parent) {
		FilteredList list = super.createFilteredList(parent);
		// A part of a name is enough.
		list.setFilterMatcher(new FilteredList.FilterMatcher() {
			private String wanted = ""; //$NON-NLS-1$

			@Override
			public void setFilter(String pattern, boolean ignoreCase, boolean ignoreWildCards) {
				wanted = pattern.strip().replace("*", "").toLowerCase(java.util.Locale.ROOT); //$NON-NLS-1$ //$NON-NLS-2$
			}

			@Override
			public boolean match(Object element) {
				EntryPoint entry = (EntryPoint) element;
				return entry.name().contains(wanted) || wanted.equals("#" + entry.number()); //$NON-NLS-1$
			}
		});
		return list;
	}

	@Override
	protected Control createDialogArea(Composite parent) {
		Composite area = (Composite) super.createDialogArea(parent);
		details = new Label(area, SWT.WRAP);
		GridData data = new GridData(SWT.FILL, SWT.FILL, true, false);
		data.widthHint = convertWidthInCharsToPixels(WIDTH);
		data.heightHint = convertHeightInCharsToPixels(4);
		details.setLayoutData(data);
		return area;
	}

	@Override
	protected void handleSelectionChanged() {
		super.handleSelectionChanged();
		Object[] selected = getSelectedElements();
		details.setText(selected.length == 1 && selected[0] instanceof EntryPoint entry
				? NLS.bind(Messages.EntryPointDialog_details, entry.registersIn(), entry.restart())
				: ""); //$NON-NLS-1$
	}

	private static final class Labels extends LabelProvider {

		@Override
		public String getText(Object element) {
			EntryPoint entry = (EntryPoint) element;
			return NLS.bind(Messages.EntryPointDialog_item,
					new Object[] { entry.name(), String.valueOf(entry.number()), entry.category() });
		}

		@Override
		public Image getImage(Object element) {
			return Icons.get(Icons.FRAME);
		}
	}
}
