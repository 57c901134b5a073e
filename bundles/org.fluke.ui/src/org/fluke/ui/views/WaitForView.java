// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.ObjectState;
import org.fluke.debug.snapshot.SnapshotStatus;
import org.fluke.debug.snapshot.WaitGraph;
import org.fluke.debug.snapshot.WaitGraph.Edge;
import org.fluke.debug.snapshot.WaitGraph.Kind;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;

/** Which thread waits for what, and who could help it; deadlocks in words above the picture. */
public final class WaitForView extends KernelView {

	private static final String ONLY_STUCK = "onlyStuck"; //$NON-NLS-1$
	private static final int MOST_DEADLOCKS = 3;

	private final ObjectSelectionProvider provider = new ObjectSelectionProvider();
	private Label mark;
	private Label verdict;
	private WaitCanvas canvas;
	private ToggleAction onlyStuck;
	private IMemento memento;
	private KernelDebugTarget kernel;
	private KernelSnapshot snapshot;
	private WaitGraph graph;
	private List<ObjectState> nodes = List.of();

	@Override
	public void init(IViewSite site, IMemento saved) throws PartInitException {
		super.init(site, saved);
		memento = saved;
	}

	@Override
	void createContents(Composite parent) {
		Composite top = new Composite(parent, SWT.NONE);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(top);
		GridLayoutFactory.fillDefaults().numColumns(2).margins(6, 4).applyTo(top);
		mark = new Label(top, SWT.NONE);
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.BEGINNING).hint(16, 16).applyTo(mark);
		verdict = new Label(top, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(verdict);
		canvas = new WaitCanvas(parent);
		GridDataFactory.fillDefaults().grab(true, true).hint(200, 80).applyTo(canvas);
		canvas.onSelect(this::selected);
		canvas.addListener(SWT.MouseDoubleClick, e -> open());
		canvas.addListener(SWT.KeyDown, e -> {
			if (e.keyCode == SWT.CR || e.keyCode == SWT.KEYPAD_CR) {
				open();
			}
		});
		onlyStuck = new ToggleAction(Messages.WaitForView_onlyStuck, Icons.WAIT_FOR, on -> {
			snapshot = null;
			update();
		});
		onlyStuck.addTo(getViewSite());
		onlyStuck.setChecked(memento != null && Boolean.TRUE.equals(memento.getBoolean(ONLY_STUCK)));
		getSite().setSelectionProvider(provider);
	}

	@Override
	public void saveState(IMemento saved) {
		super.saveState(saved);
		if (onlyStuck != null) {
			saved.putBoolean(ONLY_STUCK, onlyStuck.isChecked());
		}
	}

	@Override
	String whyEmpty(KernelSnapshot shown) {
		return shown.threads().isEmpty() ? Messages.ThreadsView_noThreads : null;
	}

	@Override
	void show(KernelDebugTarget shownKernel, KernelSnapshot shown, SnapshotStatus status) {
		kernel = shownKernel;
		if (shown != snapshot) {
			snapshot = shown;
			WaitGraph now = new WaitGraph(shown);
			List<ObjectState> wanted = onlyStuck.isChecked() ? stuck(now) : now.nodes();
			if (graph == null || !same(now, graph) || !sameNodes(wanted, nodes)) {
				graph = now;
				nodes = wanted;
				canvas.show(now, wanted);
				setVerdict(verdict(now), !now.deadlocks().isEmpty());
			}
		}
		KernelThread thread = selection().thread();
		boolean follows = shown.object(canvas.selected()).map(o -> o.is("thread")).orElse(true); //$NON-NLS-1$
		if (follows && thread != null && thread.getKernel() == kernel) {
			canvas.select(thread.tid(), false);
		}
		publish();
	}

	private static boolean same(WaitGraph a, WaitGraph b) {
		List<Edge> left = a.edges();
		List<Edge> right = b.edges();
		if (left.size() != right.size()) {
			return false;
		}
		for (int i = 0; i < left.size(); i++) {
			if (left.get(i).from().id() != right.get(i).from().id() || left.get(i).to().id() != right.get(i).to().id()) {
				return false;
			}
		}
		return true;
	}

	private boolean sameNodes(List<ObjectState> a, List<ObjectState> b) {
		if (a.size() != b.size()) {
			return false;
		}
		for (int i = 0; i < a.size(); i++) {
			ObjectState left = a.get(i);
			if (left.id() != b.get(i).id() || !left.name().equals(b.get(i).name()) || snapshot.thread(left.id())
					.map(t -> t.runState() != graph.snapshot().thread(left.id()).map(o -> o.runState()).orElse(null))
					.orElse(false)) {
				return false;
			}
		}
		return true;
	}

	/** Deadlocks, who waits behind them, and what they wait for. */
	private static List<ObjectState> stuck(WaitGraph graph) {
		Set<Integer> wanted = new HashSet<>();
		Deque<Integer> todo = new ArrayDeque<>();
		graph.nodes().stream().map(ObjectState::id).filter(graph::isStuck).forEach(id -> {
			wanted.add(id);
			todo.add(id);
		});
		while (!todo.isEmpty()) {
			int id = todo.poll();
			graph.edges().stream().filter(e -> e.from().id() == id).map(e -> e.to().id()).filter(wanted::add)
					.forEach(todo::add);
		}
		return graph.nodes().stream().filter(n -> wanted.contains(n.id())).toList();
	}

	private static String verdict(WaitGraph graph) {
		if (graph.deadlocks().isEmpty()) {
			return NLS.bind(Messages.WaitForView_noDeadlock, graph.waiting());
		}
		String text = graph.deadlocks().stream().limit(MOST_DEADLOCKS)
				.map(d -> NLS.bind(Messages.WaitForView_deadlock, words(d))).collect(Collectors.joining("\n")); //$NON-NLS-1$
		int more = graph.deadlocks().size() - MOST_DEADLOCKS;
		return more <= 0 ? text : text + '\n' + NLS.bind(Messages.WaitForView_moreDeadlocks, more);
	}

	/** {@code a waits for mutex m held by b, b waits for thread a}. */
	private static String words(List<Edge> cycle) {
		StringBuilder text = new StringBuilder();
		for (Edge edge : cycle) {
			if (edge.kind() == Kind.WAITS_FOR) {
				text.append(text.isEmpty() ? "" : ", ").append(edge.from().name()); //$NON-NLS-1$ //$NON-NLS-2$
			}
			text.append(' ').append(edge.kind() == Kind.HELD_BY ? NLS.bind(Messages.WaitForView_heldBy, edge.to().name())
					: WaitCanvas.phrase(edge));
		}
		return text.toString();
	}

	private void setVerdict(String text, boolean deadlock) {
		if (!text.equals(verdict.getText())) {
			verdict.setText(text);
			mark.setImage(deadlock ? PlatformUI.getWorkbench().getSharedImages().getImage(ISharedImages.IMG_OBJS_ERROR_TSK)
					: null);
			verdict.getParent().getParent().layout(true, true);
		}
	}

	private void selected(int id) {
		kernel.thread(id).ifPresent(selection()::select);
		publish();
	}

	private void publish() {
		int id = canvas.selected();
		provider.setSelection(kernel.thread(id).<Object>map(t -> t).or(() -> snapshot.object(id)).map(StructuredSelection::new)
				.orElse(StructuredSelection.EMPTY));
	}

	private void open() {
		if (canvas.selected() != 0) {
			Reveal.object(getSite().getPage(), canvas.selected());
		}
	}

	/** @return the graph's nodes in words, as a screen reader says them */
	public List<String> nodesInWords() {
		return nodes.stream().map(n -> canvas.describe(n.id())).toList();
	}

	@Override
	public void setFocus() {
		if (emptyText() == null) {
			canvas.setFocus();
		}
	}
}
