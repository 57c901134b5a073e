// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import java.util.List;
import java.util.function.Function;

import org.eclipse.compare.CompareConfiguration;
import org.eclipse.compare.CompareUI;
import org.eclipse.compare.CompareViewerPane;
import org.eclipse.compare.IViewerCreator;
import org.eclipse.compare.structuremergeviewer.ICompareInput;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.api.ApiTable;
import org.fluke.model.KernelObject;

/** What differs between an object of one snapshot and the same of another: a row a word, raw and in words. */
public final class ObjectChangeViewer extends Viewer {

	/** For the platform. */
	public static final class Creator implements IViewerCreator {

		@Override
		public Viewer createViewer(Composite parent, CompareConfiguration configuration) {
			// What the viewer before put there does not belong to this one.
			CompareViewerPane.clearToolBar(parent);
			return new ObjectChangeViewer(parent, configuration);
		}
	}

	private final CompareConfiguration configuration;
	private final FrameDecoder decoder = new FrameDecoder(ApiTable.bundled());
	private final Composite root;
	private final Label sentence;
	private final TableViewer table;
	private Object input;

	private ObjectChangeViewer(Composite parent, CompareConfiguration configuration) {
		this.configuration = configuration;
		root = new Composite(parent, SWT.NONE);
		root.setData(CompareUI.COMPARE_VIEWER_TITLE, Messages.FrameChange_table);
		GridLayoutFactory.fillDefaults().applyTo(root);
		sentence = new Label(root, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).indent(6, 4).hint(200, SWT.DEFAULT).applyTo(sentence);
		table = new TableViewer(root, SWT.FULL_SELECTION | SWT.SINGLE | SWT.V_SCROLL | SWT.H_SCROLL);
		GridDataFactory.fillDefaults().grab(true, true).hint(200, 100).applyTo(table.getControl());
		table.getTable().setHeaderVisible(true);
		table.setContentProvider(ArrayContentProvider.getInstance());
		column(Messages.FrameChange_word, 160, ObjectChanges::name, false);
		column(Messages.FrameChange_left, 160, ObjectChanges::left, true);
		column(Messages.FrameChange_right, 160, ObjectChanges::right, true);
		column(Messages.FrameChange_column, 420, ObjectChanges::words, false);
	}

	/** Who opens a comparison need not name its sides. */
	private static String label(String given, String otherwise) {
		return given == null || given.isEmpty() ? otherwise : given;
	}

	private void column(String title, int width, Function<ObjectChanges, String> text, boolean raw) {
		TableViewerColumn column = new TableViewerColumn(table, SWT.NONE);
		column.getColumn().setText(title);
		column.getColumn().setWidth(width);
		column.setLabelProvider(new ColumnLabelProvider() {
			@Override
			public String getText(Object row) {
				return text.apply((ObjectChanges) row);
			}

			@Override
			public Font getFont(Object row) {
				return raw ? JFaceResources.getTextFont() : null;
			}
		});
	}

	@Override
	public void setInput(Object newInput) {
		Object old = input;
		input = newInput;
		refresh();
		inputChanged(newInput, old);
	}

	@Override
	public void refresh() {
		KernelObject left = input instanceof ICompareInput two && two.getLeft() instanceof ObjectNode node ? node.object() : null;
		KernelObject right = input instanceof ICompareInput two && two.getRight() instanceof ObjectNode node ? node.object()
				: null;
		List<ObjectChanges> changes = left == null || right == null ? List.of() : ObjectChanges.between(decoder, left, right);
		String leftLabel = label(configuration.getLeftLabel(input), Messages.FrameChange_left);
		String rightLabel = label(configuration.getRightLabel(input), Messages.FrameChange_right);
		table.getTable().getColumn(1).setText(leftLabel);
		table.getTable().getColumn(2).setText(rightLabel);
		table.setInput(changes);
		sentence.setText(left != null && right != null
				? changes.isEmpty() ? Messages.FrameChange_nothing
						: NLS.bind(Messages.FrameChange_title, ObjectTree.name(left), ObjectChanges.sentence(decoder, left, right))
				: left != null ? NLS.bind(Messages.FrameChange_onlyIn, ObjectTree.name(left), leftLabel)
						: right != null
								? NLS.bind(Messages.FrameChange_onlyIn, ObjectTree.name(right), rightLabel)
								: Messages.FrameChange_open);
		root.layout(true, true);
	}

	@Override
	public Control getControl() {
		return root;
	}

	@Override
	public Object getInput() {
		return input;
	}

	@Override
	public ISelection getSelection() {
		return StructuredSelection.EMPTY;
	}

	@Override
	public void setSelection(ISelection selection, boolean reveal) {
		// Nothing follows the rows.
	}
}
