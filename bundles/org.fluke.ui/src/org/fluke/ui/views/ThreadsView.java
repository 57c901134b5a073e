// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Function;

import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.debug.ui.contexts.DebugContextEvent;
import org.eclipse.debug.ui.contexts.IDebugContextListener;
import org.eclipse.debug.ui.contexts.IDebugContextProvider;
import org.eclipse.debug.ui.contexts.IDebugContextService;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IWorkbenchPart;
import org.fluke.bridge.api.Cause;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.RestartPointFrame;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.RunState;
import org.fluke.debug.snapshot.SnapshotStatus;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.selection.ThreadSelection;

/** All threads of the kernel, one row each. Selecting a row selects the thread for the whole window. */
public final class ThreadsView extends KernelView {

	/** A thread as one snapshot has it. Rows of the same thread are equal. */
	private static final class Row {

		private final KernelThread thread;
		private ThreadState state;

		Row(KernelThread thread, ThreadState state) {
			this.thread = thread;
			this.state = state;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Row that && thread == that.thread;
		}

		@Override
		public int hashCode() {
			return thread.hashCode();
		}
	}

	private final ContextProvider contexts = new ContextProvider();
	private ThreadSelectionProvider provider;
	private TableViewer viewer;
	private Text filter;
	private List<Row> rows = List.of();
	private boolean selecting;

	@Override
	void createContents(Composite parent) {
		filter = new Text(parent, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL | SWT.BORDER);
		filter.setMessage(Messages.ThreadsView_filter);
		name(filter, Messages.ThreadsView_filter);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(filter);
		filter.addModifyListener(e -> update());

		viewer = new TableViewer(parent, SWT.FULL_SELECTION | SWT.SINGLE | SWT.V_SCROLL | SWT.H_SCROLL | SWT.VIRTUAL);
		GridDataFactory.fillDefaults().grab(true, true).hint(200, 80).applyTo(viewer.getControl());
		viewer.getTable().setHeaderVisible(true);
		viewer.setUseHashlookup(true);
		viewer.setContentProvider(ArrayContentProvider.getInstance());
		name(viewer.getControl(), Messages.ThreadsView_table);
		column(Messages.ThreadsView_name, 140, ThreadState::name, s -> Icons.thread(s.runState()), null);
		column(Messages.ThreadsView_space, 120, ThreadState::space, null, null);
		column(Messages.ThreadsView_state, 70, s -> s.runState().label(), null, null);
		column(Messages.ThreadsView_entry, 150, RestartPointFrame::describe, null,
				s -> s.entry().map(e -> e.restart()).orElse(null));
		column(Messages.ThreadsView_cause, 75, s -> cause(s.cause()), null, s -> s.cause().meaning());
		column(Messages.ThreadsView_waitsFor, 130, ThreadState::waitsFor, null, null);
		column(Messages.ThreadsView_progress, 120, this::progress, null, null);
		ColumnViewerToolTipSupport.enableFor(viewer);
		viewer.addSelectionChangedListener(e -> {
			if (!selecting && e.getStructuredSelection().getFirstElement() instanceof Row row) {
				selection().select(row.thread);
				contexts.tell();
			}
		});

		MenuManager menus = new MenuManager();
		Menu menu = menus.createContextMenu(viewer.getControl());
		viewer.getControl().setMenu(menu);
		getSite().registerContextMenu(menus, viewer);
		provider = new ThreadSelectionProvider(selection());
		getSite().setSelectionProvider(provider);
		IDebugContextService service = DebugUITools.getDebugContextManager()
				.getContextService(getSite().getWorkbenchWindow());
		service.addDebugContextProvider(contexts);
	}

	private void column(String title, int width, Function<ThreadState, String> text, Function<ThreadState, Image> image,
			Function<ThreadState, String> tip) {
		TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
		column.getColumn().setText(title);
		column.getColumn().setWidth(width);
		column.getColumn().setMoveable(true);
		column.setLabelProvider(new ColumnLabelProvider() {
			@Override
			public String getText(Object element) {
				return text.apply(((Row) element).state);
			}

			@Override
			public Image getImage(Object element) {
				return image == null ? null : image.apply(((Row) element).state);
			}

			@Override
			public String getToolTipText(Object element) {
				return tip == null ? null : tip.apply(((Row) element).state);
			}
		});
	}

	private static String cause(Cause cause) {
		return cause.number() == 0 ? "" : cause.name(); //$NON-NLS-1$
	}

	/** What is left of a transfer: what the decoder says of the register that counts it. */
	private String progress(ThreadState state) {
		KernelDebugTarget kernel = selection().kernel();
		if (kernel == null || state.entry().isEmpty()
				|| !state.entry().get().registersIn().contains("ecx=words")) { //$NON-NLS-1$
			return ""; //$NON-NLS-1$
		}
		String text = kernel.decoder().explain(state.words(), "ecx"); //$NON-NLS-1$
		int colon = text.lastIndexOf(": "); //$NON-NLS-1$
		String amount = colon < 0 ? text : text.substring(colon + 2);
		return amount + ' ' + (state.entry().get().registersIn().contains("ecx=words left") ? Messages.ThreadsView_left //$NON-NLS-1$
				: Messages.ThreadsView_free);
	}

	@Override
	String whyEmpty(KernelSnapshot snapshot) {
		return snapshot.threads().isEmpty() ? Messages.ThreadsView_noThreads : null;
	}

	@Override
	void show(KernelDebugTarget kernel, KernelSnapshot snapshot, SnapshotStatus status) {
		String wanted = filter.getText().strip().toLowerCase(Locale.ROOT);
		List<Row> now = new ArrayList<>();
		for (ThreadState state : snapshot.threads()) {
			kernel.thread(state.tid()).ifPresent(thread -> {
				if (wanted.isEmpty() || matches(state, wanted)) {
					now.add(new Row(thread, state));
				}
			});
		}
		selecting = true;
		try {
			if (now.equals(rows)) {
				List<Row> changed = new ArrayList<>();
				for (int i = 0; i < now.size(); i++) {
					Row row = rows.get(i);
					if (!now.get(i).state.looksLike(row.state)) {
						changed.add(row);
					}
					row.state = now.get(i).state;
				}
				viewer.update(changed.toArray(), null);
			} else {
				rows = now;
				viewer.setInput(rows.toArray());
			}
			select(selection().thread());
		} finally {
			selecting = false;
		}
		if (selection().thread() == null) {
			// Something should be shown: the scenario's first stopped thread, or its first.
			now.stream().filter(r -> r.state.isScenario() && r.state.runState() == RunState.STOPPED).findFirst()
					.or(() -> now.stream().filter(r -> r.state.isScenario()).findFirst())
					.or(() -> now.stream().findFirst()).ifPresent(r -> selection().select(r.thread));
		}
	}

	private boolean matches(ThreadState state, String wanted) {
		String text = String.join("\n", state.name(), state.space(), state.runState().label(), //$NON-NLS-1$
				RestartPointFrame.describe(state), cause(state.cause()), state.waitsFor());
		return text.toLowerCase(Locale.ROOT).contains(wanted);
	}

	private void select(KernelThread thread) {
		Object shown = ((IStructuredSelection) viewer.getSelection()).getFirstElement();
		if (shown instanceof Row row && row.thread == thread) {
			return;
		}
		Row row = rows.stream().filter(r -> r.thread == thread).findFirst().orElse(null);
		viewer.setSelection(row == null ? StructuredSelection.EMPTY : new StructuredSelection(row), row != null);
		contexts.tell();
	}

	@Override
	public void setFocus() {
		if (emptyText() == null) {
			viewer.getControl().setFocus();
		}
	}

	@Override
	public void dispose() {
		DebugUITools.getDebugContextManager().getContextService(getSite().getWorkbenchWindow())
				.removeDebugContextProvider(contexts);
		if (provider != null) {
			provider.dispose();
		}
		super.dispose();
	}

	/** Makes the platform's debug commands and views follow the selected thread when this view is active. */
	private final class ContextProvider implements IDebugContextProvider {

		private final Set<IDebugContextListener> listeners = new CopyOnWriteArraySet<>();
		private KernelThread told;

		void tell() {
			KernelThread thread = selection().thread();
			if (!Objects.equals(told, thread)) {
				told = thread;
				DebugContextEvent event = new DebugContextEvent(this, getActiveContext(), DebugContextEvent.ACTIVATED);
				listeners.forEach(l -> l.debugContextChanged(event));
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
