// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.FrameWord;
import org.fluke.model.KernelObject;
import org.fluke.model.Link;
import org.fluke.model.ThreadObject;
import org.fluke.model.Word;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.views.WordEditing;

/** The words and links of one object of a saved snapshot, raw and in words. A frame's words can be edited. */
final class WordTable {

	private final ApiTable api;
	private final FrameDecoder decoder;
	private final TableViewer viewer;
	private KernelObject shown;
	private int[] words = {};

	/**
	 * @param parent for the table
	 * @param api what is known of the kernel's API
	 * @param refused gets one sentence when a text was refused, the empty text when there is nothing to say
	 * @param change is told a word and its new value
	 */
	WordTable(Composite parent, ApiTable api, Consumer<String> refused, BiConsumer<Word, Integer> change) {
		this.api = api;
		decoder = new FrameDecoder(api);
		viewer = new TableViewer(parent, SWT.FULL_SELECTION | SWT.SINGLE | SWT.V_SCROLL | SWT.H_SCROLL);
		viewer.getTable().setHeaderVisible(true);
		viewer.setContentProvider(ArrayContentProvider.getInstance());
		WordEditing.makeEditable(viewer, 1);
		column(Messages.WordTable_word, 160, this::name);
		column(Messages.WordTable_value, 110, WordTable::value)
				.setEditingSupport(new WordEditing(viewer, new Words(change), refused, () -> {
				}));
		column(Messages.WordTable_meaning, 260, this::meaning);
		ColumnViewerToolTipSupport.enableFor(viewer);
	}

	TableViewer viewer() {
		return viewer;
	}

	private TableViewerColumn column(String title, int width, Function<Object, String> text) {
		TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
		column.getColumn().setText(title);
		column.getColumn().setWidth(width);
		boolean first = viewer.getTable().getColumnCount() == 1;
		boolean raw = viewer.getTable().getColumnCount() == 2;
		column.setLabelProvider(new ColumnLabelProvider() {
			@Override
			public String getText(Object row) {
				return text.apply(row);
			}

			@Override
			public Image getImage(Object row) {
				return !first ? null
						: Icons.get(row instanceof Link ? Icons.LINK
								: frameWord(row).map(FrameEdit::isReadOnly).orElse(true) ? Icons.WORD_LOCKED : Icons.WORD);
			}

			@Override
			public Font getFont(Object row) {
				return raw && row instanceof Word ? JFaceResources.getTextFont() : null;
			}

			@Override
			public String getToolTipText(Object row) {
				return frameWord(row).map(FrameWord::meaning).orElse(null);
			}
		});
		return column;
	}

	/** Shows an object, null for none. */
	void show(KernelObject object) {
		shown = object;
		List<Object> rows = new ArrayList<>();
		if (object instanceof ThreadObject thread) {
			words = decoder.words(thread.getFrame());
			rows.addAll(thread.getFrame().getWords());
		}
		if (object != null) {
			rows.addAll(object.getWords());
			rows.addAll(object.getLinks());
		}
		viewer.setInput(rows);
	}

	/** Shows what an edit has changed. */
	void update() {
		if (shown instanceof ThreadObject thread) {
			words = decoder.words(thread.getFrame());
		}
		viewer.refresh();
	}

	private Optional<FrameWord> frameWord(Object row) {
		return row instanceof Word word && shown instanceof ThreadObject
				? api.frameWords().stream().filter(w -> w.name().equals(word.getName())).findFirst()
				: Optional.empty();
	}

	private String name(Object row) {
		return row instanceof Word word ? word.getName() : ((Link) row).getRole();
	}

	private static String value(Object row) {
		if (row instanceof Word word) {
			return FrameDecoder.hex(word.getValue());
		}
		int id = ((Link) row).getTargetId();
		return id == 0 ? Messages.WordTable_null : '#' + Integer.toUnsignedString(id);
	}

	private String meaning(Object row) {
		return row instanceof Link link ? ObjectTree.target(link)
				: frameWord(row).map(w -> decoder.explain(words, w.name())).orElse(""); //$NON-NLS-1$
	}

	private final class Words implements WordEditing.Words {

		private final BiConsumer<Word, Integer> change;

		Words(BiConsumer<Word, Integer> change) {
			this.change = change;
		}

		@Override
		public FrameWord word(Object row) {
			return frameWord(row).orElse(null);
		}

		@Override
		public String text(FrameWord word) {
			return FrameDecoder.hex(words[word.index()]);
		}

		@Override
		public String check(FrameWord word, String text) {
			return new FrameEdit(api, words).check(word, text);
		}

		@Override
		public void set(FrameWord word, String text) {
			int value = new FrameEdit(api, words).parse(word, text);
			Word changed = ((ThreadObject) shown).getFrame().word(word.name());
			if (changed.getValue() != value) {
				change.accept(changed, value);
			}
		}
	}
}
