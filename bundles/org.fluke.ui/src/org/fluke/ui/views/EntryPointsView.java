// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.PartInitException;
import org.fluke.bridge.AbiBlock;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.SnapshotStatus;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;

/**
 * The kernel's entry points, by the table that the shipped kernel is built from: what the registers mean, how each restarts;
 * and of the running kernel, which of them it has and which threads stand on them. Needs no kernel.
 */
public final class EntryPointsView extends KernelView {

	private static final String BY_CATEGORY = "byCategory"; //$NON-NLS-1$
	private static final List<String> CATEGORIES = List.of("Trivial", "Short", "Long", "Multi-stage"); //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$ //$NON-NLS-4$

	/** Whether the running kernel has an entry point. */
	private enum Has {
		UNKNOWN, YES, NO
	}

	/** An entry point, and what one snapshot says of it. */
	private record Row(EntryPoint entry, Has has, List<ThreadState> threads) {

		boolean looksLike(Row other) {
			return has == other.has && names().equals(other.names());
		}

		String names() {
			return String.join(", ", threads.stream().map(ThreadState::name).toList()); //$NON-NLS-1$
		}
	}

	private final ApiTable api = ApiTable.bundled();
	private final ObjectSelectionProvider provider = new ObjectSelectionProvider();
	private GroupedTable<Row> table;
	private StyledText details;
	private ToggleAction byCategory;
	private IMemento memento;
	private KernelDebugTarget kernel;
	private BitSet implemented;
	private EntryPoint selected;
	private List<Row> rows = List.of();

	@Override
	public void init(IViewSite site, IMemento saved) throws PartInitException {
		super.init(site, saved);
		memento = saved;
	}

	@Override
	boolean needsKernel() {
		return false;
	}

	@Override
	void createContents(Composite parent) {
		SashForm sash = new SashForm(parent, SWT.HORIZONTAL);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
		Composite left = new Composite(sash, SWT.NONE);
		GridLayoutFactory.fillDefaults().spacing(0, 2).applyTo(left);
		table = new GroupedTable<>(left, Messages.EntryPointsView_filter, Messages.EntryPointsView_table, Row::entry,
				Row::looksLike);
		table.column(Messages.EntryPointsView_name, 200, r -> r.entry.name(), r -> Icons.get(Icons.ENTRY_POINT),
				r -> r.entry.restart(), null);
		table.column(Messages.EntryPointsView_number, 40, r -> Integer.toString(r.entry.number()), null, null,
				Comparator.comparing(r -> r.entry.number()));
		table.column(Messages.EntryPointsView_category, 90, r -> r.entry.category(), null, null,
				Comparator.comparing(r -> CATEGORIES.indexOf(r.entry.category())));
		table.column(Messages.EntryPointsView_object, 95, r -> r.entry.object(), null, null, null);
		table.column(Messages.EntryPointsView_threads, 70, r -> r.threads.isEmpty() ? "" : Integer.toString(r.threads.size()), //$NON-NLS-1$
				null, Row::names, Comparator.comparing(r -> r.threads.size()));
		table.column(Messages.EntryPointsView_implemented, 75, r -> switch (r.has) {
		case UNKNOWN -> ""; //$NON-NLS-1$
		case YES -> Messages.EntryPointsView_yes;
		case NO -> Messages.EntryPointsView_no;
		}, null, null, null);
		table.column(Messages.EntryPointsView_in, 200, r -> r.entry.registersIn(), null, r -> r.entry.registersIn(), null);
		table.column(Messages.EntryPointsView_out, 200, r -> r.entry.registersOut(), null, r -> r.entry.registersOut(), null);
		table.column(Messages.EntryPointsView_restart, 300, r -> r.entry.restart(), null, null, null);
		table.onSelect(row -> {
			selected = row.entry;
			showDetails();
		});
		details = new StyledText(sash, SWT.WRAP | SWT.READ_ONLY | SWT.V_SCROLL | SWT.BORDER);
		details.setMargins(8, 6, 8, 6);
		details.setEditable(false);
		name(details, Messages.EntryPointsView_details);
		sash.setWeights(62, 38);
		byCategory = new ToggleAction(Messages.EntryPointsView_groupByCategory, Icons.GROUP,
				on -> table.groupBy(on ? r -> r.entry.category() : null, Comparator.comparing(CATEGORIES::indexOf)));
		byCategory.addTo(getViewSite());
		if (memento != null) {
			table.restore(memento);
			byCategory.set(Boolean.TRUE.equals(memento.getBoolean(BY_CATEGORY)));
		}
		getSite().setSelectionProvider(provider);
	}

	@Override
	public void saveState(IMemento saved) {
		super.saveState(saved);
		if (table != null) {
			table.save(saved);
			saved.putBoolean(BY_CATEGORY, byCategory.isChecked());
		}
	}

	@Override
	String whyEmpty(KernelSnapshot snapshot) {
		return null;
	}

	@Override
	void show(KernelDebugTarget shown, KernelSnapshot snapshot, SnapshotStatus status) {
		if (kernel != shown) {
			kernel = shown;
			implemented = null;
			if (shown != null && snapshot != null) {
				shown.abi().thenAccept(abi -> learned(shown, abi)).exceptionally(e -> null); // the column stays empty
			} else {
				kernel = null;
			}
		}
		Map<EntryPoint, List<ThreadState>> standing = new HashMap<>();
		if (snapshot != null) {
			snapshot.threads().forEach(t -> t.entry()
					.ifPresent(e -> standing.computeIfAbsent(e, x -> new ArrayList<>()).add(t)));
		}
		rows = api.entryPoints().stream().map(e -> new Row(e, implemented == null ? Has.UNKNOWN
				: implemented.get(e.number()) ? Has.YES : Has.NO, standing.getOrDefault(e, List.of()))).toList();
		table.setItems(rows);
		showDetails();
	}

	/** On a thread of the bridge. */
	private void learned(KernelDebugTarget of, AbiBlock abi) {
		if (!details.isDisposed()) {
			details.getDisplay().asyncExec(() -> {
				if (!details.isDisposed() && kernel == of) {
					implemented = abi.implemented();
					update();
				}
			});
		}
	}

	/**
	 * Shows an entry point.
	 *
	 * @param entry any
	 */
	void reveal(EntryPoint entry) {
		selected = entry;
		table.reveal(entry);
		showDetails();
	}

	private void showDetails() {
		Row row = rows.stream().filter(r -> r.entry.equals(selected)).findFirst().orElse(null);
		String text = row == null ? Messages.EntryPointsView_selectOne : text(row);
		if (!text.equals(details.getText())) {
			details.setText(text);
			if (row != null) {
				details.setStyleRange(new StyleRange(0, row.entry.name().length(), null, null, SWT.BOLD));
			}
		}
		provider.setSelection(row == null ? StructuredSelection.EMPTY : new StructuredSelection(row.entry));
	}

	private String text(Row row) {
		EntryPoint entry = row.entry;
		StringBuilder text = new StringBuilder(NLS.bind(Messages.EntryPointsView_title, new Object[] { entry.name(),
				entry.category(), entry.object(), entry.number(), FrameDecoder.hex(entry.address()) }));
		if (row.has == Has.NO) {
			text.append("\n\n").append(Messages.EntryPointsView_notImplemented); //$NON-NLS-1$
		}
		section(text, Messages.EntryPointsView_in, registers(entry.registersIn()));
		section(text, Messages.EntryPointsView_out, registers(entry.registersOut()));
		section(text, Messages.EntryPointsView_restart, entry.restart());
		section(text, Messages.EntryPointsView_statuses, statuses(entry));
		if (kernel != null) {
			section(text, Messages.EntryPointsView_standing,
					row.threads.isEmpty() ? Messages.EntryPointsView_nobody : row.names());
		}
		return text.toString();
	}

	private static void section(StringBuilder text, String title, String body) {
		if (!body.isEmpty()) {
			text.append("\n\n").append(title).append('\n').append(body); //$NON-NLS-1$
		}
	}

	private static String registers(String text) {
		return String.join("\n", text.split(";\\s*")); //$NON-NLS-1$ //$NON-NLS-2$
	}

	/** The codes that the entry point's own row names. */
	private String statuses(EntryPoint entry) {
		String own = entry.registersOut() + ' ' + entry.restart();
		return api.statuses().stream()
				.filter(s -> Pattern.compile("\\b" + s.identifier() + "\\b").matcher(own).find()) //$NON-NLS-1$ //$NON-NLS-2$
				.map(s -> NLS.bind(Messages.EntryPointsView_status, s.identifier(), s.meaning()))
				.collect(Collectors.joining("\n")); //$NON-NLS-1$
	}

	@Override
	public void setFocus() {
		table.setFocus();
	}
}
