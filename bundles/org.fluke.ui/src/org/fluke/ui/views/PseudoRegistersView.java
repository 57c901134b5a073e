// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.core.runtime.preferences.IEclipsePreferences.IPreferenceChangeListener;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.PlatformUI;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.api.FrameWord;
import org.fluke.bridge.api.RestartPoint;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.PendingEdit;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.SnapshotStatus;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.editing.FrameEditing;
import org.fluke.ui.editing.UndoRedo;
import org.fluke.ui.internal.Messages;

/** pr0, pr1 and the entry point of the selected thread. The entry point can be edited by name. */
public final class PseudoRegistersView extends KernelView {

	/** A row: pr0 or pr1 is the word itself; the entry point is eip seen as an enumeration. */
	private record Row(String name, FrameWord word, boolean entry, String tip) {
	}

	/** All of a row that can change. */
	private record Look(String value, String meaning, boolean changed) {
	}

	private static final int VALUE = 1;
	private static final String EIP = "eip"; //$NON-NLS-1$

	private TableViewer viewer;
	private WordEditing editing;
	private UndoRedo undo;
	private ThreadSelectionProvider provider;
	private final Map<Object, Look> looks = new HashMap<>();
	private ApiTable shownTable;
	private KernelThread shownThread;
	private ThreadState shown;
	private PendingEdit followed;
	private final Runnable follower = this::editChanged;
	private final WordFormats formats = new WordFormats();
	private final IPreferenceChangeListener formatListener = e -> editChanged();
	private String message = ""; //$NON-NLS-1$

	@Override
	String keyContext() {
		return FlukeUi.FRAME_CONTEXT;
	}

	@Override
	void createContents(Composite parent) {
		viewer = new TableViewer(parent, SWT.FULL_SELECTION | SWT.SINGLE | SWT.V_SCROLL | SWT.H_SCROLL);
		GridDataFactory.fillDefaults().grab(true, true).hint(200, 60).applyTo(viewer.getControl());
		viewer.getTable().setHeaderVisible(true);
		viewer.setContentProvider(ArrayContentProvider.getInstance());
		name(viewer.getControl(), Messages.PseudoRegistersView_table);
		WordEditing.makeEditable(viewer, VALUE);
		column(Messages.PseudoRegistersView_register, 64, Row::name);
		TableViewerColumn values = column(Messages.PseudoRegistersView_value, 120, this::value);
		column(Messages.PseudoRegistersView_meaning, 220, this::meaning);
		editing = new WordEditing(viewer, new Words(), this::refuse, this::update);
		values.setEditingSupport(editing);
		ColumnViewerToolTipSupport.enableFor(viewer);
		undo = new UndoRedo(getViewSite());
		provider = new ThreadSelectionProvider(selection());
		getSite().setSelectionProvider(provider);
		formats.addListener(formatListener);
	}

	private TableViewerColumn column(String text, int width, java.util.function.Function<Row, String> label) {
		TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
		column.getColumn().setText(text);
		column.getColumn().setWidth(width);
		column.setLabelProvider(new ColumnLabelProvider() {
			@Override
			public String getText(Object row) {
				return shown == null ? "" : label.apply((Row) row); //$NON-NLS-1$
			}

			@Override
			public Font getFont(Object row) {
				return isChanged(row) ? JFaceResources.getFontRegistry().getBold(JFaceResources.TEXT_FONT)
						: JFaceResources.getTextFont();
			}

			@Override
			public Color getForeground(Object row) {
				return isChanged(row)
						? JFaceResources.getColorRegistry().get(FrameLabels.PENDING_COLOR)
						: null;
			}

			@Override
			public String getToolTipText(Object row) {
				return ((Row) row).tip();
			}
		});
		return column;
	}

	private boolean isChanged(Object row) {
		return followed != null && followed.value(((Row) row).word()).isPresent();
	}

	private int word(FrameWord word) {
		return followed.value(word).orElse(shown.word(word));
	}

	private String value(Row row) {
		int value = word(row.word());
		if (!row.entry()) {
			return formats.of(row.word()).format(value);
		}
		return shownTable.at(value).filter(p -> !p.completed()).map(RestartPoint::entry).map(EntryPoint::name)
				.orElse(Messages.PseudoRegistersView_none);
	}

	private String meaning(Row row) {
		if (!row.entry()) {
			return row.tip();
		}
		RestartPoint point = shownTable.at(word(row.word())).orElse(null);
		if (point == null) {
			return NLS.bind(Messages.PseudoRegistersView_userCode, FrameDecoder.hex(word(row.word())));
		}
		return point.completed() ? NLS.bind(Messages.PseudoRegistersView_completed, point.entry().name())
				: NLS.bind(Messages.PseudoRegistersView_entry, String.valueOf(point.entry().number()),
						point.entry().category());
	}

	@Override
	boolean isBusy() {
		return editing != null && editing.isActive();
	}

	@Override
	String whyEmpty(KernelSnapshot snapshot) {
		KernelThread thread = selection().thread();
		if (thread == null) {
			return Messages.FrameView_noThread;
		}
		return snapshot.thread(thread.tid()).isPresent() ? null
				: NLS.bind(Messages.FrameView_threadGone, thread.getName(), snapshot.sequence());
	}

	@Override
	void show(KernelDebugTarget kernel, KernelSnapshot snapshot, SnapshotStatus status) {
		KernelThread thread = selection().thread();
		follow(thread.pendingEdit());
		undo.show(thread);
		shownThread = thread;
		shown = snapshot.thread(thread.tid()).orElseThrow();
		if (shownTable != kernel.api()) {
			shownTable = kernel.api();
			viewer.setInput(rows(shownTable));
		}
		// Ten times a second: only what looks different.
		Object[] changed = ((List<?>) viewer.getInput()).stream().filter(r -> !look(r).equals(looks.put(r, look(r)))).toArray();
		if (changed.length > 0) {
			viewer.update(changed, null);
		}
	}

	private Look look(Object row) {
		return new Look(value((Row) row), meaning((Row) row), isChanged(row));
	}

	private static List<Row> rows(ApiTable table) {
		FrameWord pr0 = table.frameWord("pr0"); //$NON-NLS-1$
		FrameWord pr1 = table.frameWord("pr1"); //$NON-NLS-1$
		FrameWord eip = table.frameWord(EIP);
		return List.of(new Row(pr0.name(), pr0, false, pr0.meaning()), new Row(pr1.name(), pr1, false, pr1.meaning()),
				new Row("entry", eip, true, Messages.PseudoRegistersView_entryTip)); //$NON-NLS-1$
	}

	private void refuse(String text) {
		message = text;
		getViewSite().getActionBars().getStatusLineManager().setErrorMessage(text.isEmpty() ? null : text);
	}

	/** @return what was wrong with the last text that was typed, empty if nothing was */
	public String message() {
		return message;
	}

	private void follow(PendingEdit pending) {
		if (pending != followed) {
			if (followed != null) {
				followed.removeListener(follower);
			}
			followed = pending;
			if (followed != null) {
				followed.addListener(follower);
			}
		}
	}

	/** On any thread. */
	private void editChanged() {
		PlatformUI.getWorkbench().getDisplay().asyncExec(() -> {
			if (!viewer.getControl().isDisposed()) {
				update();
			}
		});
	}

	@Override
	public void setFocus() {
		if (emptyText() == null) {
			viewer.getControl().setFocus();
		}
	}

	@Override
	public void dispose() {
		follow(null);
		formats.removeListener(formatListener);
		if (provider != null) {
			provider.dispose();
		}
		super.dispose();
	}

	private final class Words implements WordEditing.Words {

		@Override
		public FrameWord word(Object row) {
			return shownThread != null && shownThread.isAvailable() ? ((Row) row).word() : null;
		}

		@Override
		public String text(FrameWord word) {
			int value = PseudoRegistersView.this.word(word);
			return word.name().equals(EIP) ? shownTable.at(value).filter(p -> !p.completed()).map(RestartPoint::entry)
					.map(EntryPoint::name).orElse(FrameDecoder.hex(value)) : FrameDecoder.hex(value);
		}

		@Override
		public String check(FrameWord word, String text) {
			return followed.on(shown.words()).check(word, text);
		}

		@Override
		public void set(FrameWord word, String text) {
			FrameEditing.set(shownThread, shown.words(), word, text);
		}
	}
}
