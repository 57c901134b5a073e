// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.eclipse.jface.action.Action;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.FrameDiff;
import org.fluke.bridge.FrameDiff.Kind;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.snapshot.FrameEvent;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.SnapshotStatus;
import org.fluke.ui.commands.RequestJob;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;

/**
 * The recorded stages of the selected thread, oldest first: why its frame changed, and how. Two selected rows are compared in
 * words.
 */
public final class RestartPointsView extends KernelView {

	/** A stage, and the one before it; null if there is none. */
	private record Row(FrameEvent event, FrameEvent before) {
	}

	private final NumberFormat numbers = NumberFormat.getInstance();
	private Label title;
	private GroupedTable<Row> table;
	private StyledText details;
	private Action record;
	private IMemento memento;
	private KernelDebugTarget kernel;
	private KernelThread thread;
	private List<FrameEvent> chosen = List.of();
	private int count;
	private long lastSequence;

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
		table = new GroupedTable<>(left, SWT.MULTI, Messages.RestartPointsView_filter, Messages.RestartPointsView_table,
				r -> r.event.sequence(), (a, b) -> a.event.sequence() == b.event.sequence());
		table.column(Messages.RestartPointsView_number, 42, r -> Long.toString(r.event.sequence()), null, null,
				Comparator.comparing(r -> r.event.sequence()));
		table.column(Messages.RestartPointsView_cause, 88, r -> r.event.cause().name(), r -> Icons.event(r.event.cause()),
				r -> r.event.cause().meaning(), null);
		table.column(Messages.RestartPointsView_entry, 120, r -> place(r.event), null,
				r -> r.event.entry().map(EntryPoint::restart).orElse(null), null);
		table.column(Messages.RestartPointsView_since, 72,
				r -> r.before == null ? "" : '+' + numbers.format(r.event.instructions() - r.before.instructions()), null, //$NON-NLS-1$
				r -> Messages.RestartPointsView_sinceTip,
				Comparator.comparing(r -> r.before == null ? 0 : r.event.instructions() - r.before.instructions()));
		table.column(Messages.RestartPointsView_instructions, 95, r -> numbers.format(r.event.instructions()), null, null,
				Comparator.comparing(r -> r.event.instructions()));
		table.column(Messages.RestartPointsView_changes, 420, this::changes, null, this::changes, null);
		table.onSelectAll(rows -> {
			chosen = rows.stream().map(Row::event).sorted(Comparator.comparing(FrameEvent::sequence)).toList();
			showDetails();
		});
		Composite right = new Composite(sash, SWT.NONE);
		GridLayoutFactory.fillDefaults().spacing(0, 2).applyTo(right);
		title = new Label(right, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).indent(4, 2).hint(100, SWT.DEFAULT).applyTo(title);
		details = new StyledText(right, SWT.WRAP | SWT.READ_ONLY | SWT.V_SCROLL | SWT.BORDER);
		GridDataFactory.fillDefaults().grab(true, true).hint(100, 40).applyTo(details);
		details.setMargins(8, 6, 8, 6);
		details.setEditable(false);
		name(details, Messages.RestartPointsView_details);
		sash.setWeights(68, 32);
		if (memento != null) {
			table.restore(memento);
		}
		record = new Action(Messages.RestartPointsView_record, Action.AS_CHECK_BOX) {
			@Override
			public void run() {
				toggle();
			}
		};
		record.setToolTipText(Messages.RestartPointsView_recordTip);
		record.setImageDescriptor(Icons.descriptor(Icons.RECORD));
		Action clear = new Action(Messages.RestartPointsView_clear) {
			@Override
			public void run() {
				if (thread != null) {
					kernel.trace().clear(thread.tid());
					update();
				}
			}
		};
		clear.setToolTipText(Messages.RestartPointsView_clear);
		clear.setImageDescriptor(PlatformUI.getWorkbench().getSharedImages().getImageDescriptor(ISharedImages.IMG_ETOOL_CLEAR));
		for (Action action : new Action[] { record, clear }) {
			getViewSite().getActionBars().getToolBarManager().add(action);
			getViewSite().getActionBars().getMenuManager().add(action);
		}
	}

	@Override
	public void saveState(IMemento saved) {
		super.saveState(saved);
		if (table != null) {
			table.save(saved);
		}
	}

	private String place(FrameEvent event) {
		int eip = event.words()[kernel.api().frameWord("eip").index()]; //$NON-NLS-1$
		return kernel.api().at(eip).map(p -> p.completed() ? NLS.bind(Messages.RestartPointsView_completed, p.entry().name())
				: p.entry().name()).orElseGet(() -> NLS.bind(Messages.PseudoRegistersView_userCode,
						FrameDecoder.hex(eip)));
	}

	private String changes(Row row) {
		return row.before == null ? kernel.decoder().sentence(row.event.words())
				: diff(row.before, row.event).toString();
	}

	private FrameDiff diff(FrameEvent before, FrameEvent after) {
		boolean edited = after.cause().name().equals("edit"); //$NON-NLS-1$
		return new FrameDiff(kernel.api(), before.words(), after.words(), edited ? Kind.COMPARISON : Kind.PROGRESS);
	}

	private void toggle() {
		KernelThread of = thread;
		boolean on = record.isChecked();
		if (of != null) {
			new RequestJob(NLS.bind(on ? Messages.RestartPointsView_recording : Messages.RestartPointsView_endRecording,
					of.getName()), () -> kernel.trace().record(of.tid(), on).thenCompose(d -> kernel.snapshots().refresh()))
							.schedule();
		}
	}

	@Override
	String whyEmpty(KernelSnapshot snapshot) {
		return selection().thread() == null ? Messages.FrameView_noThread : null;
	}

	@Override
	void show(KernelDebugTarget shown, KernelSnapshot snapshot, SnapshotStatus status) {
		KernelThread now = selection().thread();
		boolean other = now != thread;
		if (other) {
			thread = now;
			chosen = List.of();
			count = 0;
		}
		kernel = shown;
		boolean recorded = kernel.trace().isRecorded(thread.tid(), thread.state().isScenario());
		record.setChecked(recorded);
		record.setEnabled(thread.isAvailable());
		List<FrameEvent> events = kernel.trace().events(thread.tid(), snapshot.instructions());
		if (other) {
			table.setItems(List.of());
		}
		long newest = events.isEmpty() ? 0 : events.get(events.size() - 1).sequence();
		if (other || newest != lastSequence || events.size() != count) {
			table.setItems(rows(events));
			if (chosen.isEmpty()) {
				table.showLast();
			}
		}
		lastSequence = newest;
		count = events.size();
		long lost = kernel.trace().lost();
		String text = NLS.bind(recorded ? Messages.RestartPointsView_titleRecording : Messages.RestartPointsView_title,
				thread.getName(), count);
		text = lost == 0 ? text : NLS.bind(Messages.RestartPointsView_lost, text, lost);
		if (!text.equals(title.getText())) {
			title.setText(text);
			if (!fits(title)) {
				title.requestLayout();
			}
		}
		showDetails();
	}

	private static List<Row> rows(List<FrameEvent> events) {
		List<Row> rows = new ArrayList<>();
		FrameEvent before = null;
		for (FrameEvent event : events) {
			rows.add(new Row(event, before));
			before = event;
		}
		return rows;
	}

	private void showDetails() {
		String text;
		if (count == 0) {
			text = record.isChecked() ? Messages.RestartPointsView_nothingYet : Messages.RestartPointsView_notRecorded;
		} else if (chosen.isEmpty()) {
			text = Messages.RestartPointsView_selectTwo;
		} else if (chosen.size() == 1) {
			FrameEvent event = chosen.get(0);
			text = NLS.bind(Messages.RestartPointsView_one, new Object[] { event.sequence(), event.cause().name(),
					event.cause().meaning(), kernel.decoder().sentence(event.words()) });
		} else {
			FrameEvent first = chosen.get(0);
			FrameEvent last = chosen.get(chosen.size() - 1);
			FrameDiff diff = diff(first, last);
			String lines = diff.isEmpty() ? Messages.RestartPointsView_same : String.join("\n", diff.lines()); //$NON-NLS-1$
			text = NLS.bind(Messages.RestartPointsView_two, new Object[] { first.sequence(), last.sequence(),
					numbers.format(last.instructions() - first.instructions()), lines });
		}
		if (!text.equals(details.getText())) {
			details.setText(text);
		}
	}

	@Override
	public void setFocus() {
		if (emptyText() == null) {
			table.setFocus();
		}
	}
}
