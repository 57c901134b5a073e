// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.eclipse.debug.ui.IDebugUIConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnViewerEditor;
import org.eclipse.jface.viewers.ColumnViewerEditorActivationEvent;
import org.eclipse.jface.viewers.ColumnViewerEditorActivationStrategy;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.FocusCellOwnerDrawHighlighter;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.jface.viewers.TreeViewerEditor;
import org.eclipse.jface.viewers.TreeViewerFocusCellManager;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.PlatformUI;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.FrameWord;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.PendingEdit;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.SnapshotStatus;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.debug.snapshot.ThreadState.Link;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;

/** Every word of the selected thread's frame, raw and in words; any of them can be edited. */
public final class FrameView extends KernelView {

	/** Words that belong together. */
	private record Group(String name, List<Object> rows) {
	}

	/** A link: the frame's outline has a place for it, whatever it points at. */
	private record LinkRow(String name) {
	}

	private static final String LINKS = "links"; //$NON-NLS-1$
	private static final List<String> GROUP_ORDER = List.of("cpu", "pseudo", "thread", LINKS, "exception", "server"); //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$ //$NON-NLS-4$ //$NON-NLS-5$

	private Label title;
	private Label sentence;
	private TreeViewer viewer;
	private WordEditing editing;
	private Composite footer;
	private Label footerImage;
	private Label footerText;

	private ApiTable shownTable;
	private KernelThread shownThread;
	private ThreadState shown;
	private FrameEdit edit;
	private String refused = ""; //$NON-NLS-1$
	private PendingEdit followed;
	private final Runnable follower = this::editChanged;

	@Override
	String keyContext() {
		return FlukeUi.FRAME_CONTEXT;
	}

	@Override
	void createContents(Composite parent) {
		Composite header = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().margins(6, 4).spacing(0, 2).applyTo(header);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(header);
		title = new Label(header, SWT.WRAP);
		title.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
		GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(title);
		sentence = new Label(header, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(sentence);

		viewer = new TreeViewer(parent, SWT.FULL_SELECTION | SWT.SINGLE | SWT.V_SCROLL | SWT.H_SCROLL);
		GridDataFactory.fillDefaults().grab(true, true).hint(200, 100).applyTo(viewer.getControl());
		viewer.getTree().setHeaderVisible(true);
		viewer.setContentProvider(new Outline());
		name(viewer.getControl(), Messages.FrameView_tree);
		makeEditable();
		column(Messages.FrameView_word, 180, new WordLabels());
		TreeViewerColumn values = column(Messages.FrameView_value, 110, new ValueLabels());
		editing = new WordEditing(viewer, new FrameWords(), this::refuse, this::update);
		values.setEditingSupport(editing);
		column(Messages.FrameView_meaning, 300, new MeaningLabels());
		ColumnViewerToolTipSupport.enableFor(viewer);

		footer = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).margins(6, 2).applyTo(footer);
		GridDataFactory.fillDefaults().grab(true, false).exclude(true).applyTo(footer);
		footerImage = new Label(footer, SWT.NONE);
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.BEGINNING).applyTo(footerImage);
		footerText = new Label(footer, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(footerText);
	}

	/** A double click, F2 or Enter begins to edit; arrow keys move from cell to cell. */
	private void makeEditable() {
		TreeViewerFocusCellManager focus = new TreeViewerFocusCellManager(viewer,
				new FocusCellOwnerDrawHighlighter(viewer, false));
		ColumnViewerEditorActivationStrategy strategy = new ColumnViewerEditorActivationStrategy(viewer) {
			@Override
			protected boolean isEditorActivationEvent(ColumnViewerEditorActivationEvent event) {
				return event.eventType == ColumnViewerEditorActivationEvent.MOUSE_DOUBLE_CLICK_SELECTION
						|| event.eventType == ColumnViewerEditorActivationEvent.PROGRAMMATIC
						|| event.eventType == ColumnViewerEditorActivationEvent.TRAVERSAL
						|| event.eventType == ColumnViewerEditorActivationEvent.KEY_PRESSED
								&& (event.keyCode == SWT.F2 || event.keyCode == SWT.CR || event.keyCode == SWT.KEYPAD_CR);
			}
		};
		TreeViewerEditor.create(viewer, focus, strategy, ColumnViewerEditor.TABBING_VERTICAL
				| ColumnViewerEditor.KEYBOARD_ACTIVATION | ColumnViewerEditor.KEEP_EDITOR_ON_DOUBLE_CLICK);
	}

	private TreeViewerColumn column(String text, int width, ColumnLabelProvider labels) {
		TreeViewerColumn column = new TreeViewerColumn(viewer, SWT.NONE);
		column.getColumn().setText(text);
		column.getColumn().setWidth(width);
		column.setLabelProvider(labels);
		return column;
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
		ThreadState state = snapshot.thread(thread.tid()).orElseThrow();
		if (thread != shownThread) {
			refused = ""; //$NON-NLS-1$
		}
		follow(thread.pendingEdit());
		shownThread = thread;
		shown = state;
		edit = thread.pendingEdit().on(state.words());
		FrameDecoder decoder = kernel.decoder();
		set(title, state.cause().number() == 0
				? NLS.bind(Messages.FrameView_title,
						new Object[] { state.name(), String.valueOf(state.tid()), state.runState().label() })
				: NLS.bind(Messages.FrameView_titleCause, new Object[] { state.name(), String.valueOf(state.tid()),
						state.runState().label(), state.cause().name() }));
		title.setToolTipText(state.cause().meaning());
		String text = decoder.sentence(state.words());
		if (!state.waitsFor().isEmpty()) {
			text = NLS.bind(Messages.FrameView_waiting, text, state.waitsFor());
		}
		set(sentence, capitalize(text));
		if (shownTable != kernel.api()) {
			shownTable = kernel.api();
			viewer.setInput(shownTable);
			viewer.expandAll();
		} else {
			viewer.getTree().setRedraw(false);
			try {
				Outline outline = (Outline) viewer.getContentProvider();
				outline.groups.forEach(g -> viewer.update(g.rows.toArray(), null));
			} finally {
				viewer.getTree().setRedraw(true);
			}
		}
		showFooter();
	}

	private void showFooter() {
		String text = refused;
		Image image = PlatformUI.getWorkbench().getSharedImages().getImage(ISharedImages.IMG_OBJS_ERROR_TSK);
		if (text.isEmpty() && edit != null && !edit.isEmpty()) {
			FrameEdit.Problem problem = edit.problems().stream()
					.min((a, b) -> a.severity().compareTo(b.severity())).orElse(null);
			text = edit.preview() + '.';
			if (problem == null) {
				image = PlatformUI.getWorkbench().getSharedImages().getImage(ISharedImages.IMG_OBJS_INFO_TSK);
			} else {
				text += '\n' + capitalize(NLS.bind(Messages.FrameView_problem, problem.word().name(), problem.message()));
				if (problem.severity() == FrameEdit.Severity.WARNING) {
					image = PlatformUI.getWorkbench().getSharedImages().getImage(ISharedImages.IMG_OBJS_WARN_TSK);
				}
			}
		}
		if (text.equals(footerText.getText()) && image == footerImage.getImage()) {
			return;
		}
		footerText.setText(text);
		footerImage.setImage(image);
		GridDataFactory.createFrom((org.eclipse.swt.layout.GridData) footer.getLayoutData()).exclude(text.isEmpty())
				.applyTo(footer);
		footer.setVisible(!text.isEmpty());
		footer.getParent().layout(true, true);
	}

	private void refuse(String message) {
		refused = message;
		showFooter();
	}

	/** Hears of edits that other views make. */
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
				refused = ""; //$NON-NLS-1$
				update();
			}
		});
	}

	private static void set(Label label, String text) {
		if (!text.equals(label.getText())) {
			label.setText(text);
			label.getParent().getParent().layout(true, true);
		}
	}

	private static String capitalize(String text) {
		return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
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
		super.dispose();
	}

	private int value(FrameWord word) {
		return followed.value(word).orElse(shown.word(word));
	}

	private boolean isChanged(Object row) {
		return row instanceof FrameWord word && followed != null && followed.value(word).isPresent();
	}

	/** The frame's words by group, and its links. */
	private static final class Outline implements ITreeContentProvider {

		private List<Group> groups = List.of();

		@Override
		public void inputChanged(org.eclipse.jface.viewers.Viewer v, Object oldInput, Object newInput) {
			if (newInput instanceof ApiTable table) {
				Map<String, List<Object>> rows = new LinkedHashMap<>();
				GROUP_ORDER.forEach(g -> rows.put(g, new ArrayList<>()));
				table.frameWords().forEach(w -> rows.computeIfAbsent(w.group(), g -> new ArrayList<>()).add(w));
				table.objectTypes().stream().filter(t -> t.name().equals("thread")) //$NON-NLS-1$
						.flatMap(t -> t.links().stream()).forEach(l -> rows.get(LINKS).add(new LinkRow(l)));
				groups = rows.entrySet().stream().filter(e -> !e.getValue().isEmpty())
						.map(e -> new Group(e.getKey(), e.getValue())).toList();
			}
		}

		@Override
		public Object[] getElements(Object input) {
			return groups.toArray();
		}

		@Override
		public Object[] getChildren(Object row) {
			return row instanceof Group group ? group.rows.toArray() : new Object[0];
		}

		@Override
		public Object getParent(Object row) {
			return groups.stream().filter(g -> g.rows.contains(row)).findFirst().orElse(null);
		}

		@Override
		public boolean hasChildren(Object row) {
			return row instanceof Group;
		}
	}

	private final class FrameWords implements WordEditing.Words {

		@Override
		public FrameWord word(Object row) {
			return row instanceof FrameWord word && shownThread != null && shownThread.isAvailable() ? word : null;
		}

		@Override
		public String text(FrameWord word) {
			return FrameDecoder.hex(value(word));
		}

		@Override
		public String check(FrameWord word, String text) {
			return followed.on(shown.words()).check(word, text);
		}

		@Override
		public void set(FrameWord word, String text) {
			followed.set(shown.words(), word, text);
		}
	}

	/** Pending edits are bold and in the platform's colour of changed values. */
	private abstract class RowLabels extends ColumnLabelProvider {

		@Override
		public Color getForeground(Object row) {
			return isChanged(row)
					? JFaceResources.getColorRegistry().get(IDebugUIConstants.PREF_CHANGED_DEBUG_ELEMENT_COLOR)
					: null;
		}

		@Override
		public Font getFont(Object row) {
			return isChanged(row) || row instanceof Group
					? JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT)
					: null;
		}

		@Override
		public String getToolTipText(Object row) {
			return row instanceof FrameWord word ? word.meaning() : null;
		}
	}

	private final class WordLabels extends RowLabels {

		@Override
		public String getText(Object row) {
			return switch (row) {
			case Group group -> switch (group.name()) {
			case "cpu" -> Messages.FrameView_groupCpu; //$NON-NLS-1$
			case "pseudo" -> Messages.FrameView_groupPseudo; //$NON-NLS-1$
			case "thread" -> Messages.FrameView_groupThread; //$NON-NLS-1$
			case "exception" -> Messages.FrameView_groupException; //$NON-NLS-1$
			case "server" -> Messages.FrameView_groupServer; //$NON-NLS-1$
			case LINKS -> Messages.FrameView_groupLinks;
			default -> group.name();
			};
			case FrameWord word -> word.name();
			case LinkRow link -> link.name();
			default -> ""; //$NON-NLS-1$
			};
		}

		@Override
		public Image getImage(Object row) {
			return Icons.get(switch (row) {
			case Group group -> Icons.GROUP;
			case LinkRow link -> Icons.LINK;
			default -> isChanged(row) ? Icons.WORD_CHANGED
					: FrameEdit.isReadOnly((FrameWord) row) ? Icons.WORD_LOCKED : Icons.WORD;
			});
		}
	}

	private final class ValueLabels extends RowLabels {

		@Override
		public String getText(Object row) {
			if (shown == null) {
				return ""; //$NON-NLS-1$
			}
			return switch (row) {
			case FrameWord word -> FrameDecoder.hex(value(word));
			case LinkRow link -> link(link).map(l -> l.id() == 0 ? Messages.FrameView_null : "#" + l.id()).orElse(""); //$NON-NLS-1$ //$NON-NLS-2$
			default -> ""; //$NON-NLS-1$
			};
		}

		@Override
		public Font getFont(Object row) {
			return isChanged(row) ? JFaceResources.getFontRegistry().getBold(JFaceResources.TEXT_FONT)
					: row instanceof FrameWord ? JFaceResources.getTextFont() : null;
		}
	}

	private final class MeaningLabels extends RowLabels {

		@Override
		public String getText(Object row) {
			if (shown == null || edit == null) {
				return ""; //$NON-NLS-1$
			}
			return switch (row) {
			case FrameWord word -> meaning(word);
			case LinkRow link -> link(link).map(Link::target).orElse(""); //$NON-NLS-1$
			default -> ""; //$NON-NLS-1$
			};
		}

		private String meaning(FrameWord word) {
			String text = shownThread.getKernel().decoder().explain(edit.result(), word.name());
			OptionalInt pending = followed.value(word);
			if (pending.isEmpty()) {
				return text;
			}
			String was = NLS.bind(Messages.FrameView_was, FrameDecoder.hex(shown.word(word)));
			return text.isEmpty() ? was : was + "; " + text; //$NON-NLS-1$
		}
	}

	private java.util.Optional<Link> link(LinkRow row) {
		return shown.links().stream().filter(l -> l.name().equals(row.name())).findFirst();
	}
}
