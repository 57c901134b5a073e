// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.eclipse.core.runtime.preferences.IEclipsePreferences.IPreferenceChangeListener;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.actions.ActionFactory;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.FrameEdit.Severity;
import org.fluke.bridge.Surroundings;
import org.fluke.bridge.WordFormat;
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
import org.fluke.ui.editing.FrameEditing;
import org.fluke.ui.editing.UndoRedo;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.views.FrameLabels.Look;
import org.fluke.ui.views.FrameOutline.Group;
import org.fluke.ui.views.FrameOutline.LinkRow;

/** Every word of the selected thread's frame, raw and in words; any of them can be edited. */
public final class FrameView extends KernelView {

	/** More problems than this are not written below the frame: they stand on their words. */
	private static final int PROBLEMS = 3;

	private final WordFormats formats = new WordFormats();
	private final FrameLabels labels = new FrameLabels(formats);
	private final FrameOutline outline = new FrameOutline();
	private final Runnable follower = () -> later(() -> {
		refused = ""; //$NON-NLS-1$
		update();
	});
	private final IPreferenceChangeListener formatListener = e -> later(this::update);

	private Label title;
	private Label sentence;
	private TreeViewer viewer;
	private WordEditing editing;
	private UndoRedo undo;
	private ThreadSelectionProvider provider;
	private Composite footer;
	private Label footerImage;
	private Label footerText;
	private org.eclipse.swt.widgets.Link footerChoice;

	private final Map<Object, Look> looks = new HashMap<>();
	private ApiTable shownTable;
	private KernelThread shownThread;
	private ThreadState shown;
	private FrameEdit edit;
	private String refused = ""; //$NON-NLS-1$
	private PendingEdit followed;

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
		viewer.setContentProvider(outline);
		name(viewer.getControl(), Messages.FrameView_tree);
		WordEditing.makeEditable(viewer, FrameLabels.VALUE);
		column(Messages.FrameView_word, 172);
		TreeViewerColumn values = column(Messages.FrameView_value, 105);
		editing = new WordEditing(viewer, new FrameWords(), this::refuse, this::update);
		values.setEditingSupport(editing);
		column(Messages.FrameView_meaning, 260);
		ColumnViewerToolTipSupport.enableFor(viewer);
		makeLinks();
		createMenus();
		createFooter(parent);
		undo = new UndoRedo(getViewSite());
		getViewSite().getActionBars().setGlobalActionHandler(ActionFactory.COPY.getId(), new Copy());
		getViewSite().getActionBars().updateActionBars();
		provider = new ThreadSelectionProvider(selection());
		getSite().setSelectionProvider(provider);
		formats.addListener(formatListener);
	}

	private void createFooter(Composite parent) {
		footer = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).margins(6, 2).applyTo(footer);
		GridDataFactory.fillDefaults().grab(true, false).exclude(true).applyTo(footer);
		footerImage = new Label(footer, SWT.NONE);
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.BEGINNING).applyTo(footerImage);
		footerText = new Label(footer, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(footerText);
		footerChoice = new org.eclipse.swt.widgets.Link(footer, SWT.WRAP);
		footerChoice.setText(Messages.FrameView_decide);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(100, SWT.DEFAULT).exclude(true).applyTo(footerChoice);
		footerChoice.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> {
			if (e.text.equals("mine")) { //$NON-NLS-1$
				FrameEditing.keepMine(shownThread, shown.words());
			} else {
				FrameEditing.takeTheirs(shownThread, shown.words());
			}
		}));
	}

	private TreeViewerColumn column(String text, int width) {
		TreeViewerColumn column = new TreeViewerColumn(viewer, SWT.NONE);
		column.getColumn().setText(text);
		column.getColumn().setWidth(width);
		column.getColumn().setResizable(true);
		column.setLabelProvider(labels.column());
		return column;
	}

	/** A click on the name of a link's target, or Enter on its row, goes there. */
	private void makeLinks() {
		viewer.getTree().addListener(SWT.MouseUp, e -> {
			if (e.button == 1 && linkAt(e) != null) {
				goTo(linkAt(e));
			}
		});
		viewer.getTree().addListener(SWT.MouseMove, e -> viewer.getTree()
				.setCursor(linkAt(e) == null ? null : e.display.getSystemCursor(SWT.CURSOR_HAND)));
		viewer.addOpenListener(e -> {
			if (((IStructuredSelection) e.getSelection()).getFirstElement() instanceof LinkRow row) {
				goTo(row);
			}
		});
	}

	private LinkRow linkAt(Event event) {
		ViewerCell cell = viewer.getCell(new Point(event.x, event.y));
		return cell != null && cell.getColumnIndex() == FrameLabels.MEANING && cell.getElement() instanceof LinkRow row
				&& labels.target(row) ? row : null;
	}

	private void goTo(LinkRow row) {
		Link link = labels.link(row);
		if (link != null && link.id() != 0 && shownThread != null) {
			shownThread.getKernel().thread(link.id()).ifPresentOrElse(selection()::select, () -> Reveal.object(getSite().getPage(), link.id()));
		}
	}

	private void createMenus() {
		MenuManager menus = new MenuManager();
		menus.setRemoveAllWhenShown(true);
		menus.addMenuListener(menu -> {
			Object row = viewer.getStructuredSelection().getFirstElement();
			if (row instanceof FrameWord word) {
				fillWordMenu(menu, word);
			} else if (row instanceof LinkRow link && labels.target(link)) {
				menu.add(action(NLS.bind(Messages.FrameView_follow, labels.link(link).target()), () -> goTo(link)));
			}
			menu.add(new Separator("additions")); //$NON-NLS-1$
		});
		Menu menu = menus.createContextMenu(viewer.getControl());
		viewer.getControl().setMenu(menu);
		getSite().registerContextMenu(menus, viewer);
		MenuManager all = new MenuManager(Messages.FrameView_formatAll);
		all.setRemoveAllWhenShown(true);
		all.addMenuListener(m -> formats.fill(m, null));
		getViewSite().getActionBars().getMenuManager().add(all);
	}

	private void fillWordMenu(IMenuManager menu, FrameWord word) {
		Action change = action(Messages.FrameView_edit, () -> viewer.editElement(word, FrameLabels.VALUE));
		change.setEnabled(new FrameWords().word(word) != null && !FrameEdit.isReadOnly(word));
		menu.add(change);
		Action revert = action(Messages.FrameView_revert, () -> FrameEditing.revert(shownThread, word));
		revert.setEnabled(followed != null && followed.value(word).isPresent());
		menu.add(revert);
		MenuManager format = new MenuManager(NLS.bind(Messages.FrameView_format, word.name()));
		formats.fill(format, word);
		menu.add(format);
	}

	private static Action action(String text, Runnable run) {
		Action action = new Action(text) {
			@Override
			public void run() {
				run.run();
			}
		};
		return action;
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
			undo.show(thread);
		}
		follow(thread.pendingEdit());
		shownThread = thread;
		shown = state;
		edit = followed.isEmpty() ? followed.on(state.words())
				: followed.on(state.words(), Surroundings.of(snapshot.model(), thread.tid()));
		labels.show(thread, state, edit);
		boolean other = set(title, state.cause().number() == 0
				? NLS.bind(Messages.FrameView_title,
						new Object[] { state.name(), String.valueOf(state.tid()), state.runState().label() })
				: NLS.bind(Messages.FrameView_titleCause, new Object[] { state.name(), String.valueOf(state.tid()),
						state.runState().label(), state.cause().name() }));
		title.setToolTipText(state.cause().meaning());
		String text = thread.sentence(state);
		if (!state.waitsFor().isEmpty()) {
			text = NLS.bind(Messages.FrameView_waiting, text, state.waitsFor());
		}
		other |= set(sentence, capitalize(text));
		if (other && !(fits(title) && fits(sentence))) {
			title.getParent().getParent().layout(new Control[] { title, sentence });
		}
		boolean first = shownTable != kernel.api();
		if (first) {
			shownTable = kernel.api();
			viewer.setInput(shownTable);
		}
		Group details = outline.setDetails(labels.detailNames());
		if (first) {
			viewer.expandAll();
		} else if (details != null) {
			viewer.refresh(details);
			viewer.setExpandedState(details, true);
		}
		// Ten times a second: only what looks different.
		Object[] changed = Arrays.stream(outline.rows()).filter(r -> !labels.look(r).equals(looks.put(r, labels.look(r))))
				.toArray();
		if (changed.length > 0) {
			viewer.update(changed, null);
		}
		showFooter();
	}

	private void showFooter() {
		String text = refused;
		Image image = Icons.error();
		boolean conflict = false;
		if (text.isEmpty() && edit != null && !edit.isEmpty()) {
			List<String> lines = new ArrayList<>();
			List<FrameWord> conflicts = followed.conflicts(shown.words());
			conflict = !conflicts.isEmpty();
			if (conflict) {
				lines.add(NLS.bind(Messages.FrameView_conflicts,
						conflicts.stream().map(FrameWord::name).collect(Collectors.joining(", ")))); //$NON-NLS-1$
			}
			List<FrameEdit.Problem> problems = edit.problems();
			problems.stream().limit(PROBLEMS).forEach(p -> lines
					.add(capitalize(NLS.bind(Messages.FrameView_problem, p.word().name(), p.message()))));
			lines.add(edit.preview() + '.');
			text = String.join("\n", lines); //$NON-NLS-1$
			image = conflict || !problems.isEmpty() && problems.getFirst().severity() == Severity.ERROR ? Icons.error()
					: problems.isEmpty() ? Icons.information() : Icons.warning();
		}
		if (text.equals(footerText.getText()) && image == footerImage.getImage() && conflict == footerChoice.getVisible()) {
			return;
		}
		footerText.setText(text);
		footerImage.setImage(image);
		present(footer, !text.isEmpty());
		present(footerChoice, conflict);
		footer.getParent().layout(new Control[] { footerText, footerImage, footerChoice });
	}

	private static void present(Control control, boolean visible) {
		((GridData) control.getLayoutData()).exclude = !visible;
		control.setVisible(visible);
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
	private void later(Runnable runnable) {
		PlatformUI.getWorkbench().getDisplay().asyncExec(() -> {
			if (!viewer.getControl().isDisposed()) {
				runnable.run();
			}
		});
	}

	/** Returns whether the label showed something else. */
	private static boolean set(Label label, String text) {
		boolean other = !text.equals(label.getText());
		if (other) {
			label.setText(text);
		}
		return other;
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
		formats.removeListener(formatListener);
		if (provider != null) {
			provider.dispose();
		}
		super.dispose();
	}

	private final class FrameWords implements WordEditing.Words {

		@Override
		public FrameWord word(Object row) {
			return row instanceof FrameWord word && shownThread != null && shownThread.isAvailable() ? word : null;
		}

		@Override
		public String text(FrameWord word) {
			int value = labels.value(word);
			WordFormat format = formats.of(word);
			return (format.isExact(value) ? format : WordFormat.HEXADECIMAL).format(value);
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

	/** The selected row, or the whole frame, as text. */
	private final class Copy extends Action {

		@Override
		public void run() {
			if (shown == null) {
				return;
			}
			Object row = viewer.getStructuredSelection().getFirstElement();
			List<Object> rows = row == null || row instanceof Group ? List.of(row == null ? outline.rows() : outline.getChildren(row))
					: List.of(row);
			String text = rows.stream().map(labels::text).collect(Collectors.joining(System.lineSeparator()));
			Clipboard clipboard = new Clipboard(viewer.getControl().getDisplay());
			clipboard.setContents(new Object[] { text }, new Transfer[] { TextTransfer.getInstance() });
			clipboard.dispose();
		}
	}
}
