// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

import org.eclipse.jface.action.Action;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Link;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.actions.ActionFactory;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.ObjectType;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.KernelSnapshot.Reference;
import org.fluke.debug.snapshot.ObjectState;
import org.fluke.debug.snapshot.SnapshotStatus;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;

/**
 * All objects of the kernel, of its nine types, and what links them in both directions. A thread that is selected here is
 * selected for the whole window, and the other way round.
 */
public final class KernelObjectsView extends KernelView {

	private static final String BY_SPACE = "bySpace"; //$NON-NLS-1$
	private static final int HISTORY = 50;
	private static final int MOST_REFERENCES = 40;

	/** An object as one snapshot has it; what refers to it belongs to what a row shows. */
	private record Row(ObjectState object, KernelSnapshot snapshot, List<Reference> references) {

		boolean looksLike(Row other) {
			return object.looksLike(other.object) && references.size() == other.references.size()
					&& sameThread(other) && sameReferences(other.references);
		}

		private boolean sameThread(Row other) {
			return !object.is("thread") || snapshot.thread(object.id()).equals(other.snapshot.thread(object.id())) //$NON-NLS-1$
					|| snapshot.thread(object.id()).orElseThrow()
							.looksLike(other.snapshot.thread(object.id()).orElse(null));
		}

		private boolean sameReferences(List<Reference> others) {
			for (int i = 0; i < references.size(); i++) {
				if (references.get(i).from().id() != others.get(i).from().id()
						|| !references.get(i).role().equals(others.get(i).role())) {
					return false;
				}
			}
			return true;
		}
	}

	private final Deque<Integer> back = new ArrayDeque<>();
	private final Deque<Integer> forward = new ArrayDeque<>();
	private final ObjectSelectionProvider provider = new ObjectSelectionProvider();
	private GroupedTable<Row> table;
	private Link details;
	private ScrolledComposite scroll;
	private ToggleAction bySpace;
	private Action goBack;
	private Action goForward;
	private IMemento memento;
	private KernelDebugTarget kernel;
	private KernelSnapshot snapshot;
	private int selected;
	private Integer toReveal;

	@Override
	public void init(IViewSite site, IMemento saved) throws PartInitException {
		super.init(site, saved);
		memento = saved;
	}

	@Override
	void createContents(Composite parent) {
		SashForm sash = new SashForm(parent, SWT.HORIZONTAL);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
		Composite left = new Composite(sash, SWT.NONE);
		GridLayoutFactory.fillDefaults().spacing(0, 2).applyTo(left);
		table = new GroupedTable<>(left, Messages.KernelObjectsView_filter, Messages.KernelObjectsView_table,
				r -> r.object.id(), Row::looksLike);
		table.column(Messages.KernelObjectsView_name, 170, r -> r.object.name(), r -> Icons.object(r.object, r.snapshot), null, null);
		table.column(Messages.KernelObjectsView_type, 70, r -> r.object.type().name(), null,
				r -> r.object.type().description(), Comparator.comparing(r -> r.object.type().number()));
		table.column(Messages.KernelObjectsView_state, 250, r -> ObjectText.state(r.object, r.snapshot), null, null, null);
		table.column(Messages.KernelObjectsView_space, 110, r -> r.object.space(), null, null, null);
		table.column(Messages.KernelObjectsView_references, 70, r -> Integer.toString(r.references.size()), null,
				r -> Messages.KernelObjectsView_referencesTip, Comparator.comparing(r -> r.references.size()));
		table.onSelect(row -> go(row.object.id(), true));
		scroll = new ScrolledComposite(sash, SWT.V_SCROLL | SWT.BORDER);
		scroll.setExpandHorizontal(true);
		scroll.setExpandVertical(true);
		Composite padding = new Composite(scroll, SWT.NONE);
		GridLayoutFactory.fillDefaults().margins(8, 6).applyTo(padding);
		details = new Link(padding, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(details);
		details.addSelectionListener(
				SelectionListener.widgetSelectedAdapter(e -> reveal(Integer.parseInt(e.text))));
		name(details, Messages.KernelObjectsView_details);
		scroll.setContent(padding);
		scroll.addListener(SWT.Resize, e -> fit());
		sash.setWeights(62, 38);

		goBack = navigation(Messages.KernelObjectsView_back, ISharedImages.IMG_TOOL_BACK, ActionFactory.BACK, back, forward);
		goForward = navigation(Messages.KernelObjectsView_forward, ISharedImages.IMG_TOOL_FORWARD, ActionFactory.FORWARD,
				forward, back);
		bySpace = new ToggleAction(Messages.KernelObjectsView_groupBySpace, Icons.SPACE, this::group);
		bySpace.addTo(getViewSite());
		boolean space = memento != null && Boolean.TRUE.equals(memento.getBoolean(BY_SPACE));
		if (memento != null) {
			table.restore(memento);
		}
		bySpace.set(space);
		getSite().setSelectionProvider(provider);
	}

	private Action navigation(String text, String image, ActionFactory global, Deque<Integer> from, Deque<Integer> to) {
		Action action = new Action(text) {
			@Override
			public void run() {
				if (!from.isEmpty()) {
					to.push(selected);
					show(from.pop());
				}
			}
		};
		action.setToolTipText(text);
		action.setImageDescriptor(PlatformUI.getWorkbench().getSharedImages().getImageDescriptor(image));
		action.setEnabled(false);
		getViewSite().getActionBars().getToolBarManager().add(action);
		getViewSite().getActionBars().setGlobalActionHandler(global.getId(), action);
		return action;
	}

	private void group(boolean space) {
		if (space) {
			table.groupBy(r -> r.object.space().isEmpty() ? Messages.ThreadsView_noSpace : r.object.space(),
					Comparator.naturalOrder());
		} else {
			List<String> types = ApiTable.bundled().objectTypes().stream().map(ObjectType::name).toList();
			table.groupBy(r -> r.object.type().name(), Comparator.comparing(types::indexOf));
		}
	}

	@Override
	public void saveState(IMemento saved) {
		super.saveState(saved);
		if (table != null) {
			table.save(saved);
			saved.putBoolean(BY_SPACE, bySpace.isChecked());
		}
	}

	@Override
	String whyEmpty(KernelSnapshot shown) {
		return shown.objects().isEmpty() ? Messages.KernelObjectsView_none : null;
	}

	@Override
	void show(KernelDebugTarget shownKernel, KernelSnapshot shown, SnapshotStatus status) {
		if (kernel != shownKernel) {
			kernel = shownKernel;
			back.clear();
			forward.clear();
			selected = 0;
		}
		if (snapshot != shown) {
			snapshot = shown;
			table.setItems(shown.objects().stream().map(o -> new Row(o, shown, shown.referencesTo(o.id()))).toList());
		}
		if (toReveal != null) {
			int wanted = toReveal;
			toReveal = null;
			reveal(wanted);
			return;
		}
		KernelThread thread = selection().thread();
		boolean follows = selected == 0 || shown.object(selected).map(o -> o.is("thread")).orElse(true); //$NON-NLS-1$
		if (follows && thread != null && thread.getKernel() == kernel && thread.tid() != selected) {
			selected = thread.tid();
			table.select(selected);
		}
		showDetails();
	}

	/**
	 * Shows an object.
	 *
	 * @param id of the object
	 */
	void reveal(int id) {
		if (snapshot == null || snapshot.object(id).isEmpty()) {
			toReveal = id;
			return;
		}
		go(id, false);
	}

	private void go(int id, boolean byTable) {
		if (id != selected && selected != 0) {
			back.push(selected);
			if (back.size() > HISTORY) {
				back.removeLast();
			}
			forward.clear();
		}
		selected = id;
		if (!byTable) {
			table.reveal(id);
		}
		selectionMoved();
	}

	private void show(int id) {
		selected = id;
		table.reveal(id);
		selectionMoved();
	}

	private void selectionMoved() {
		kernel.thread(selected).ifPresent(selection()::select);
		showDetails();
	}

	private void showDetails() {
		goBack.setEnabled(!back.isEmpty());
		goForward.setEnabled(!forward.isEmpty());
		ObjectState object = snapshot.object(selected).orElse(null);
		String text = selected == 0 ? Messages.KernelObjectsView_selectOne
				: object == null ? Messages.KernelObjectsView_gone : text(object);
		if (!text.equals(details.getText())) {
			details.setText(text);
			fit();
		}
		provider.setSelection(object == null ? StructuredSelection.EMPTY
				: new StructuredSelection(kernel.thread(selected).<Object>map(t -> t).orElse(object)));
	}

	private void fit() {
		int width = scroll.getClientArea().width;
		scroll.setMinSize(scroll.getContent().computeSize(Math.max(width, 80), SWT.DEFAULT));
	}

	private String text(ObjectState object) {
		StringBuilder text = new StringBuilder(escape(object.title())).append('\n');
		String state = ObjectText.state(object, snapshot);
		if (!state.isEmpty()) {
			text.append(escape(state)).append('\n');
		}
		text.append('\n').append(NLS.bind(Messages.KernelObjectsView_place,
				object.space().isEmpty() ? Messages.ThreadsView_noSpace : escape(object.space()),
				FrameDecoder.hex(object.address())));
		if (!object.is("thread")) { //$NON-NLS-1$
			for (String word : object.type().words()) {
				text.append('\n').append(word).append(": ").append(FrameDecoder.hex(object.word(word))); //$NON-NLS-1$
			}
		}
		text.append("\n\n").append(Messages.KernelObjectsView_links); //$NON-NLS-1$
		for (var link : object.links()) {
			text.append('\n').append(link.name()).append(": ") //$NON-NLS-1$
					.append(link.id() == 0 ? Messages.ObjectText_null : link(link.id(), link.target()));
		}
		if (object.links().isEmpty()) {
			text.append('\n').append(Messages.KernelObjectsView_noLinks);
		}
		List<Reference> references = snapshot.referencesTo(object.id());
		text.append("\n\n").append(Messages.KernelObjectsView_referencedBy); //$NON-NLS-1$
		for (Reference reference : references.subList(0, Math.min(references.size(), MOST_REFERENCES))) {
			text.append('\n').append(NLS.bind(Messages.KernelObjectsView_referrer,
					link(reference.from().id(), reference.from().title()), reference.role()));
		}
		if (references.size() > MOST_REFERENCES) {
			text.append('\n').append(NLS.bind(Messages.KernelObjectsView_more, references.size() - MOST_REFERENCES));
		}
		if (references.isEmpty()) {
			text.append('\n').append(Messages.KernelObjectsView_nobody);
		}
		return text.toString();
	}

	private static String link(int id, String text) {
		return "<a href=\"" + id + "\">" + escape(text) + "</a>"; //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$
	}

	/** Names come from the guest: they must not look like markup or mnemonics. */
	private static String escape(String text) {
		return text.replace("&", "&&").replace('<', '\u2039').replace('>', '\u203a'); //$NON-NLS-1$ //$NON-NLS-2$
	}

	@Override
	public void setFocus() {
		if (emptyText() == null) {
			table.setFocus();
		}
	}
}
