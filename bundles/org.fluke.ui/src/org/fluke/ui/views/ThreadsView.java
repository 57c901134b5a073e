// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.IntConsumer;

import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.debug.ui.contexts.DebugContextEvent;
import org.eclipse.debug.ui.contexts.IDebugContextListener;
import org.eclipse.debug.ui.contexts.IDebugContextProvider;
import org.eclipse.debug.ui.contexts.IDebugContextService;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.Table;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.IWorkbenchPart;
import org.eclipse.ui.PartInitException;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.api.Cause;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.RestartPointFrame;
import org.fluke.debug.StackPeaks;
import org.fluke.debug.TransferTotals;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.RunState;
import org.fluke.debug.snapshot.SnapshotStatus;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.selection.ThreadSelection;

/** All threads of the kernel, one row each. Selecting a row selects the thread for the whole window. */
public final class ThreadsView extends KernelView {

	private static final String GROUP = "group"; //$NON-NLS-1$
	private static final NumberFormat TENTHS = new DecimalFormat("0.0"); //$NON-NLS-1$

	/** A thread as one snapshot has it. */
	private record Row(KernelThread thread, ThreadState state) {
	}

	private final ContextProvider contexts = new ContextProvider();
	private ThreadSelectionProvider provider;
	private GroupedTable<Row> table;
	private ToggleAction group;
	private IMemento memento;
	private KernelDebugTarget kernel;
	private KernelSnapshot filled;
	private TransferTotals totals;
	private final IntConsumer learned = this::learned;
	private StackPeaks peaks;

	@Override
	public void init(IViewSite site, IMemento saved) throws PartInitException {
		super.init(site, saved);
		memento = saved;
	}

	@Override
	void createContents(Composite parent) {
		table = new GroupedTable<>(parent, Messages.ThreadsView_filter, Messages.ThreadsView_table, Row::thread,
				(a, b) -> a.state == b.state || a.state.looksLike(b.state));
		table.column(Messages.ThreadsView_name, 138, r -> r.state.name(), r -> Icons.thread(r.state.runState()), null, null);
		table.column(Messages.ThreadsView_space, 106, r -> r.state.space(), null, null, null);
		table.column(Messages.ThreadsView_state, 62, r -> r.state.runState().label(), null, null, null);
		table.column(Messages.ThreadsView_cpu, 46, r -> cpu(r.state), null,
				r -> Double.isNaN(r.state.cpuShare()) ? Messages.ThreadsView_cpuUnknown : Messages.ThreadsView_cpuTip,
				Comparator.comparing(r -> Double.isNaN(r.state.cpuShare()) ? -1 : r.state.cpuShare()));
		table.column(Messages.ThreadsView_entry, 125, r -> RestartPointFrame.describe(r.state), null,
				r -> r.state.entry().map(EntryPoint::restart).orElse(null), null);
		table.column(Messages.ThreadsView_cause, 74, r -> cause(r.state.cause()), null, r -> r.state.cause().meaning(), null);
		table.column(Messages.ThreadsView_waitsFor, 113, r -> r.state.waitsFor(), null, null, null);
		table.column(Messages.ThreadsView_progress, 132, this::progress, null, null,
				Comparator.comparingLong(r -> TransferTotals.isTransfer(r.state) ? TransferTotals.left(r.state) : -1));
		table.column(Messages.ThreadsView_stack, 86, this::stack, null, r -> Messages.ThreadsView_stackTip, null);
		table.onSelect(row -> {
			selection().select(row.thread);
			contexts.tell();
		});
		group = new ToggleAction(Messages.ThreadsView_groupBySpace, Icons.SPACE, this::group);
		group.addTo(getViewSite());
		if (memento != null) {
			table.restore(memento);
			group.set(Boolean.TRUE.equals(memento.getBoolean(GROUP)));
		}

		MenuManager menus = new MenuManager();
		Table widget = table.widget();
		Menu menu = menus.createContextMenu(widget);
		widget.setMenu(menu);
		widget.addListener(SWT.MouseDoubleClick, e -> {
			if (widget.getSelectionIndex() >= 0) {
				Reveal.show(getSite().getPage(), FlukeUi.FRAME_VIEW);
			}
		});
		provider = new ThreadSelectionProvider(selection());
		getSite().registerContextMenu(menus, provider);
		getSite().setSelectionProvider(provider);
		IDebugContextService service = DebugUITools.getDebugContextManager()
				.getContextService(getSite().getWorkbenchWindow());
		service.addDebugContextProvider(contexts);
	}

	private void group(boolean bySpace) {
		table.groupBy(bySpace ? r -> r.state.space().isEmpty() ? Messages.ThreadsView_noSpace : r.state.space() : null,
				Comparator.naturalOrder());
	}

	@Override
	public void saveState(IMemento memento) {
		super.saveState(memento);
		if (table != null) {
			table.save(memento);
			memento.putBoolean(GROUP, group.isChecked());
		}
	}

	private static String cpu(ThreadState state) {
		return Double.isNaN(state.cpuShare()) ? "" : NLS.bind(Messages.ThreadsView_percent, //$NON-NLS-1$
				TENTHS.format(state.cpuShare() * 100));
	}

	/** Not known at first sight: the row is shown again when it is. */
	private String stack(Row row) {
		OptionalInt lowest = peaks == null ? OptionalInt.empty() : peaks.lowest(row.state.tid());
		return lowest.isEmpty() ? "" : FrameDecoder.hex(lowest.getAsInt()); //$NON-NLS-1$
	}

	private static String cause(Cause cause) {
		return cause.number() == 0 ? "" : cause.name(); //$NON-NLS-1$
	}

	/** How far a transfer is: of how much, if the thread's parameter block says so; else only what is left. */
	private String progress(Row row) {
		if (!TransferTotals.isTransfer(row.state)) {
			return ""; //$NON-NLS-1$
		}
		long left = TransferTotals.left(row.state);
		OptionalInt total = totals.total(row.state);
		return total.isPresent() ? NLS.bind(Messages.ThreadsView_bytesOf, total.getAsInt() - left, total.getAsInt())
				: NLS.bind(TransferTotals.sends(row.state) ? Messages.ThreadsView_bytesLeft : Messages.ThreadsView_bytesFree, left);
	}

	@Override
	String whyEmpty(KernelSnapshot snapshot) {
		return snapshot.threads().isEmpty() ? Messages.ThreadsView_noThreads : null;
	}

	@Override
	void show(KernelDebugTarget shown, KernelSnapshot snapshot, SnapshotStatus status) {
		if (kernel != shown) {
			kernel = shown;
			if (totals != null) {
				totals.removeListener(learned);
			}
			totals = shown.transfers();
			totals.addListener(learned);
			peaks = new StackPeaks(shown, learned);
		}
		if (snapshot != filled) {
			filled = snapshot;
			List<Row> now = new ArrayList<>();
			for (ThreadState state : snapshot.threads()) {
				shown.thread(state.tid()).ifPresent(thread -> now.add(new Row(thread, state)));
			}
			table.setItems(now);
		}
		table.select(selection().thread());
		contexts.tell();
		if (selection().thread() == null) {
			// Something should be shown: the scenario's first stopped thread, or its first.
			List<ThreadState> all = snapshot.threads();
			all.stream().filter(t -> t.isScenario() && t.runState() == RunState.STOPPED).findFirst()
					.or(() -> all.stream().filter(ThreadState::isScenario).findFirst()).or(() -> all.stream().findFirst())
					.flatMap(t -> shown.thread(t.tid())).ifPresent(selection()::select);
		}
	}

	/** On a thread of the bridge: the size of a transfer or the depth of a stack has become known. */
	private void learned(int tid) {
		Table widget = table.widget();
		if (!widget.isDisposed()) {
			widget.getDisplay().asyncExec(() -> {
				if (!widget.isDisposed()) {
					kernel.thread(tid).ifPresent(table::refresh);
				}
			});
		}
	}

	@Override
	public void setFocus() {
		if (emptyText() == null) {
			table.setFocus();
		}
	}

	@Override
	public void dispose() {
		DebugUITools.getDebugContextManager().getContextService(getSite().getWorkbenchWindow())
				.removeDebugContextProvider(contexts);
		if (provider != null) {
			provider.dispose();
		}
		if (totals != null) {
			totals.removeListener(learned);
		}
		super.dispose();
	}

	/** Makes the platform's debug commands and views follow the selected thread when this view is active. */
	private final class ContextProvider implements IDebugContextProvider {

		private final Set<IDebugContextListener> listeners = new CopyOnWriteArraySet<>();
		private KernelThread told;

		/** Later: what the platform does then is much, and our own views come first. */
		void tell() {
			KernelThread thread = selection().thread();
			if (!Objects.equals(told, thread)) {
				told = thread;
				table.widget().getDisplay().asyncExec(() -> {
					if (told == thread && !table.widget().isDisposed()) {
						DebugContextEvent event = new DebugContextEvent(this, getActiveContext(), DebugContextEvent.ACTIVATED);
						listeners.forEach(l -> l.debugContextChanged(event));
					}
				});
			}
		}

		@Override
		public IWorkbenchPart getPart() {
			return ThreadsView.this;
		}

		@Override
		public void addDebugContextListener(IDebugContextListener listener) {
			listeners.add(listener);
		}

		@Override
		public void removeDebugContextListener(IDebugContextListener listener) {
			listeners.remove(listener);
		}

		@Override
		public ISelection getActiveContext() {
			ThreadSelection current = selection();
			return current == null || current.thread() == null ? StructuredSelection.EMPTY
					: new StructuredSelection(current.thread().frame());
		}
	}
}
