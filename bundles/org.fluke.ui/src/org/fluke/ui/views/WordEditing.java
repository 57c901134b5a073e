// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.function.Consumer;

import org.eclipse.jface.fieldassist.ControlDecoration;
import org.eclipse.jface.fieldassist.FieldDecorationRegistry;
import org.eclipse.jface.viewers.CellEditor;
import org.eclipse.jface.viewers.ColumnViewer;
import org.eclipse.jface.viewers.ColumnViewerEditor;
import org.eclipse.jface.viewers.ColumnViewerEditorActivationEvent;
import org.eclipse.jface.viewers.ColumnViewerEditorActivationStrategy;
import org.eclipse.jface.viewers.ColumnViewerEditorDeactivationEvent;
import org.eclipse.jface.viewers.EditingSupport;
import org.eclipse.jface.viewers.ICellEditorListener;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerEditor;
import org.eclipse.jface.viewers.TextCellEditor;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerEditor;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.KeyListener;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.api.FrameWord;
import org.fluke.ui.internal.Messages;

/**
 * Edits one column of words. While a text is wrong the cell says so beside it; a text that is still wrong when the user
 * has finished changes nothing, and the view says why.
 */
public final class WordEditing extends EditingSupport {

	/** What the column shows and where changes go. */
	public interface Words {

		/** @return the word that a row shows, null if it is not to be edited */
		FrameWord word(Object row);

		/** @return what the cell editor begins with */
		String text(FrameWord word);

		/** @return what is wrong with a text, null if nothing is */
		String check(FrameWord word, String text);

		/** Changes the word; the text was checked. */
		void set(FrameWord word, String text);
	}

	private final Words words;
	private final Consumer<String> message;
	private final Runnable finished;
	private final TextCellEditor editor;
	private ControlDecoration decoration;
	private FrameWord editing;
	private String wrong;

	/**
	 * @param viewer whose column is edited
	 * @param words what it shows
	 * @param message gets one sentence when a text was refused, the empty text when there is nothing to say
	 * @param finished is run when a cell is no longer edited
	 */
	public WordEditing(ColumnViewer viewer, Words words, Consumer<String> message, Runnable finished) {
		super(viewer);
		this.words = words;
		this.message = message;
		this.finished = finished;
		editor = new TextCellEditor((Composite) viewer.getControl()) {
			@Override
			protected Control createControl(Composite parent) {
				Control control = super.createControl(parent);
				decoration = new ControlDecoration(control, SWT.LEFT | SWT.TOP, parent);
				decoration.setImage(FieldDecorationRegistry.getDefault()
						.getFieldDecoration(FieldDecorationRegistry.DEC_ERROR).getImage());
				decoration.hide();
				return control;
			}

			@Override
			protected void deactivate(ColumnViewerEditorDeactivationEvent event) {
				super.deactivate(event);
				decoration.hide();
				boolean cancelled = event != null
						&& event.eventType == ColumnViewerEditorDeactivationEvent.EDITOR_CANCELED;
				if (wrong != null && editing != null && !cancelled) {
					message.accept(NLS.bind(Messages.WordEditing_unchanged, editing.name(), wrong));
				}
				editing = null;
				wrong = null;
				finished.run();
			}
		};
		editor.setValidator(value -> editing == null ? null : words.check(editing, String.valueOf(value)));
		editor.addListener(new ICellEditorListener() {
			@Override
			public void editorValueChanged(boolean oldValidState, boolean newValidState) {
				wrong = newValidState ? null : editor.getErrorMessage();
				if (newValidState) {
					decoration.hide();
					message.accept(""); //$NON-NLS-1$
				} else {
					decoration.setDescriptionText(wrong);
					decoration.show();
					decoration.showHoverText(wrong);
					message.accept(NLS.bind(Messages.WordEditing_wrong, editing.name(), wrong));
				}
			}

			@Override
			public void applyEditorValue() {
				// See setValue.
			}

			@Override
			public void cancelEditor() {
				message.accept(""); //$NON-NLS-1$
			}
		});
	}

	/**
	 * Lets a double click, F2 or Enter begin to edit the word of a row, whichever cell it is in; Tab goes on to the next row.
	 *
	 * @param viewer of which one column is edited with this
	 * @param column index of that column
	 */
	public static void makeEditable(ColumnViewer viewer, int column) {
		ColumnViewerEditorActivationStrategy strategy = new ColumnViewerEditorActivationStrategy(viewer) {
			@Override
			protected boolean isEditorActivationEvent(ColumnViewerEditorActivationEvent event) {
				return event.eventType == ColumnViewerEditorActivationEvent.MOUSE_DOUBLE_CLICK_SELECTION
						|| event.eventType == ColumnViewerEditorActivationEvent.PROGRAMMATIC
						|| event.eventType == ColumnViewerEditorActivationEvent.TRAVERSAL;
			}
		};
		int feature = ColumnViewerEditor.TABBING_VERTICAL | ColumnViewerEditor.KEEP_EDITOR_ON_DOUBLE_CLICK;
		// Without a manager of focus cells: it draws each cell by itself, which takes long ten times a second.
		if (viewer instanceof TreeViewer tree) {
			TreeViewerEditor.create(tree, null, strategy, feature);
		} else {
			TableViewerEditor.create((TableViewer) viewer, null, strategy, feature);
		}
		viewer.getControl().addKeyListener(KeyListener.keyPressedAdapter(e -> {
			Object row = viewer.getStructuredSelection().getFirstElement();
			if (row != null && e.stateMask == 0 && (e.keyCode == SWT.F2 || e.keyCode == SWT.CR || e.keyCode == SWT.KEYPAD_CR)) {
				viewer.editElement(row, column);
			}
		}));
	}

	/** @return whether a cell is being edited */
	public boolean isActive() {
		return editor.isActivated();
	}

	@Override
	protected CellEditor getCellEditor(Object row) {
		editing = words.word(row);
		wrong = null;
		return editor;
	}

	@Override
	protected boolean canEdit(Object row) {
		FrameWord word = words.word(row);
		return word != null && !FrameEdit.isReadOnly(word);
	}

	@Override
	protected Object getValue(Object row) {
		return words.text(words.word(row));
	}

	@Override
	protected void setValue(Object row, Object value) {
		FrameWord word = words.word(row);
		if (value == null) {
			// The cell editor has no value if its validator did not take it: see deactivate.
			return;
		}
		String text = String.valueOf(value);
		String problem = words.check(word, text);
		if (problem != null) {
			message.accept(NLS.bind(Messages.WordEditing_unchanged, word.name(), problem));
			return;
		}
		message.accept(""); //$NON-NLS-1$
		words.set(word, text);
	}
}
