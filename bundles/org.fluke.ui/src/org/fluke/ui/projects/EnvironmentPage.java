// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.projects;

import java.util.List;
import java.util.function.Function;

import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.preference.FieldEditorPreferencePage;
import org.eclipse.jface.preference.FileFieldEditor;
import org.eclipse.jface.preference.IPreferenceStore;
import org.eclipse.jface.preference.StringFieldEditor;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPreferencePage;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.preferences.ScopedPreferenceStore;
import org.fluke.debug.FlukeDebug;
import org.fluke.debug.launch.Environment;
import org.fluke.debug.launch.Environment.Check;
import org.fluke.debug.launch.LaunchPreferences;
import org.fluke.kernel.project.KernelPreferences;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Messages;

/** The programs that kernels need: which ones are used, whether each will do, and how to get those that are missing. */
public final class EnvironmentPage extends FieldEditorPreferencePage implements IWorkbenchPreferencePage {

	private static final int TABLE_WIDTH = 110;
	private static final int TABLE_HEIGHT = 12;

	private TableViewer table;
	private Button copy;

	/** For the platform. */
	public EnvironmentPage() {
		super(GRID);
		setDescription(Messages.EnvironmentPage_description);
		setPreferenceStore(new ScopedPreferenceStore(InstanceScope.INSTANCE, KernelPreferences.NODE));
	}

	@Override
	public void init(IWorkbench workbench) {
		// Nothing to remember.
	}

	@Override
	protected void createFieldEditors() {
		addField(new StringFieldEditor(KernelPreferences.MAKE, Messages.EnvironmentPage_make, getFieldEditorParent()));
		ScopedPreferenceStore launching = new ScopedPreferenceStore(InstanceScope.INSTANCE, FlukeDebug.PLUGIN_ID);
		addField(new FileFieldEditor(LaunchPreferences.QEMU, Messages.EnvironmentPage_qemu, true, getFieldEditorParent()) {
			@Override
			public void setPreferenceStore(IPreferenceStore store) {
				// The page sets its own store on every field; this one lives elsewhere.
				super.setPreferenceStore(store == null ? null : launching);
			}
		});
	}

	@Override
	protected Control createContents(Composite parent) {
		Composite root = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().applyTo(root);
		Control fields = super.createContents(root);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(fields);
		createTable(root);
		Composite buttons = new Composite(root, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).applyTo(buttons);
		Button again = new Button(buttons, SWT.PUSH);
		again.setText(Messages.EnvironmentPage_recheck);
		again.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> {
			// What stands in the fields is what shall be looked at.
			performOk();
			look();
		}));
		setButtonLayoutData(again);
		copy = new Button(buttons, SWT.PUSH);
		copy.setText(Messages.EnvironmentPage_copy);
		copy.setEnabled(false);
		copy.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> copyFix()));
		setButtonLayoutData(copy);
		PlatformUI.getWorkbench().getHelpSystem().setHelp(root, FlukeUi.HELP_ENVIRONMENT);
		look();
		return root;
	}

	private void createTable(Composite root) {
		Composite holder = new Composite(root, SWT.NONE);
		GridDataFactory.fillDefaults().grab(true, true).hint(convertWidthInCharsToPixels(TABLE_WIDTH), convertHeightInCharsToPixels(TABLE_HEIGHT)).applyTo(holder);
		TableColumnLayout layout = new TableColumnLayout();
		holder.setLayout(layout);
		table = new TableViewer(holder, SWT.BORDER | SWT.FULL_SELECTION | SWT.SINGLE);
		table.getTable().setHeaderVisible(true);
		table.getTable().getAccessible().addAccessibleListener(new AccessibleAdapter() {
			@Override
			public void getName(AccessibleEvent e) {
				if (e.childID == -1) {
					e.result = Messages.EnvironmentPage_table;
				}
			}
		});
		table.setContentProvider(ArrayContentProvider.getInstance());
		column(layout, Messages.EnvironmentPage_program, 22, new ColumnLabelProvider() {
			@Override
			public String getText(Object element) {
				return element instanceof Check check ? check.program() : element.toString();
			}

			@Override
			public Image getImage(Object element) {
				return element instanceof Check check && !check.isGood()
						? PlatformUI.getWorkbench().getSharedImages().getImage(ISharedImages.IMG_OBJS_ERROR_TSK)
						: null;
			}
		});
		column(layout, Messages.EnvironmentPage_status, 14, label(c -> c.isGood() ? Messages.EnvironmentPage_good
				: c.path() == null ? Messages.EnvironmentPage_missing : Messages.EnvironmentPage_unfit));
		column(layout, Messages.EnvironmentPage_version, 11, label(Check::version));
		column(layout, Messages.EnvironmentPage_purpose, 22, label(Check::purpose));
		column(layout, Messages.EnvironmentPage_fix, 44, label(c -> c.isGood() ? c.path().toString()
				: NLS.bind(Messages.EnvironmentPage_fixItem, c.fix(), c.problem())));
		table.addSelectionChangedListener(e -> copy.setEnabled(selected() != null && !selected().isGood()));
	}

	private static ColumnLabelProvider label(Function<Check, String> text) {
		return new ColumnLabelProvider() {
			@Override
			public String getText(Object element) {
				return element instanceof Check check ? text.apply(check) : ""; //$NON-NLS-1$
			}

			@Override
			public String getToolTipText(Object element) {
				return element instanceof Check check && !check.isGood() ? check.problem() : null;
			}
		};
	}

	private void column(TableColumnLayout layout, String title, int weight, ColumnLabelProvider labels) {
		TableViewerColumn column = new TableViewerColumn(table, SWT.NONE);
		column.getColumn().setText(title);
		column.setLabelProvider(labels);
		layout.setColumnData(column.getColumn(), new ColumnWeightData(weight, true));
	}

	private Check selected() {
		return table.getStructuredSelection().getFirstElement() instanceof Check check ? check : null;
	}

	/** Programs are started for their version, so not on the UI thread. */
	private void look() {
		table.setInput(List.of(Messages.EnvironmentPage_checking));
		Display display = table.getControl().getDisplay();
		Job job = Job.create(Messages.EnvironmentPage_job, (ICoreRunnable) monitor -> {
			List<Check> checks = Environment.look();
			display.asyncExec(() -> {
				if (!table.getControl().isDisposed()) {
					table.setInput(checks);
				}
			});
		});
		job.setSystem(true);
		job.schedule();
	}

	private void copyFix() {
		Clipboard clipboard = new Clipboard(table.getControl().getDisplay());
		try {
			clipboard.setContents(new Object[] { selected().fix() }, new Transfer[] { TextTransfer.getInstance() });
		} finally {
			clipboard.dispose();
		}
	}
}
