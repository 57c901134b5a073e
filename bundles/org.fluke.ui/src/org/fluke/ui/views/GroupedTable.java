// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.KeyListener;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IMemento;
import org.fluke.ui.internal.Messages;

/**
 * A virtual table of things that change ten times a second: a filter field above it, sorted by any column, in groups that
 * fold. What does not change is not touched, what is not visible is not even asked for its text; selection and scroll
 * position stay with the things that they are about. (No viewer of JFace: those ignore the widget's question for one row
 * while they answer that for another, and GTK asks so.)
 *
 * @param <T> what a row shows
 */
final class GroupedTable<T> {

	private static final String SORT = "sort"; //$NON-NLS-1$
	private static final String DOWN = "down"; //$NON-NLS-1$
	private static final String WIDTH = "width"; //$NON-NLS-1$
	/** So many rows are removed at once, the others later, and are empty until then: GTK takes long for each. */
	private static final int BATCH = 200;
	/** So many rows' texts the widget may hold that nobody sees, and so many of them are taken back at once. */
	private static final int HELD = 64;
	private static final String FOLDED = "\u25b8 "; //$NON-NLS-1$
	private static final String OPEN = "\u25be "; //$NON-NLS-1$

	/** A thing, or the head of a group of them if {@code item} is null. */
	private static final class Row<T> {

		private final Object key;
		private final String group;
		private final int count;
		private T item;
		private String[] cells;

		Row(Object key, T item, String group, int count) {
			this.key = key;
			this.item = item;
			this.group = group;
			this.count = count;
		}
	}

	/** The group of a head row, as a key that equals nothing else. */
	private record Head(String group) {
	}

	private record Column<T>(TableColumn widget, Function<? super T, String> text, Function<? super T, Image> image,
			Function<? super T, String> tip, Comparator<? super T> order) {
	}

	private final Function<? super T, ?> keyOf;
	private final BiPredicate<? super T, ? super T> looksLike;
	private final Text filter;
	private final Table table;
	private final Font headFont = JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT);
	private final List<Column<T>> columns = new ArrayList<>();
	private final Set<String> folded = new HashSet<>();
	private Function<? super T, String> groupOf;
	private Comparator<String> groupOrder = Comparator.naturalOrder();
	private List<T> items = List.of();
	private List<Row<T>> rows = List.of();
	private int sortColumn = -1;
	private Object selected;
	private boolean selecting;
	private final List<TableItem> strays = new ArrayList<>();
	private boolean removing;
	/** The rows whose texts the widget holds. GTK takes long to forget one, so these are few even when all rows change. */
	private final BitSet held = new BitSet();
	private boolean tidying;

	/**
	 * @param parent has a grid layout
	 * @param hint what can be typed into the filter field
	 * @param name of the table for a screen reader
	 * @param keyOf what stays the same when a thing changes
	 * @param looksLike whether two states of one thing show the same
	 */
	GroupedTable(Composite parent, String hint, String name, Function<? super T, ?> keyOf,
			BiPredicate<? super T, ? super T> looksLike) {
		this(parent, SWT.SINGLE, hint, name, keyOf, looksLike);
	}

	/** As above; {@code style}: {@link SWT#SINGLE} or {@link SWT#MULTI}. */
	GroupedTable(Composite parent, int style, String hint, String name, Function<? super T, ?> keyOf,
			BiPredicate<? super T, ? super T> looksLike) {
		this.keyOf = keyOf;
		this.looksLike = looksLike;
		filter = new Text(parent, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL | SWT.BORDER);
		filter.setMessage(hint);
		KernelView.name(filter, hint);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(filter);
		filter.addModifyListener(e -> setItems(items));
		table = new Table(parent, SWT.FULL_SELECTION | style | SWT.V_SCROLL | SWT.H_SCROLL | SWT.VIRTUAL);
		table.setHeaderVisible(true);
		GridDataFactory.fillDefaults().grab(true, true).hint(200, 80).applyTo(table);
		KernelView.name(table, name);
		table.addListener(SWT.SetData, e -> fill((TableItem) e.item, e.index));
		table.addListener(SWT.MouseMove, e -> {
			String tip = tipAt(e.x, e.y);
			if (!Objects.equals(tip, table.getToolTipText())) {
				table.setToolTipText(tip);
			}
		});
		table.addListener(SWT.MouseDoubleClick, e -> fold(null));
		table.addKeyListener(KeyListener.keyPressedAdapter(e -> {
			switch (e.keyCode) {
			case SWT.ARROW_LEFT -> fold(true);
			case SWT.ARROW_RIGHT -> fold(false);
			case SWT.CR, SWT.KEYPAD_CR -> fold(null);
			default -> {
				// Not ours.
			}
			}
		}));
	}

	/**
	 * @param title of the column
	 * @param width in pixels
	 * @param text of a cell
	 * @param image of a cell, or null for none in the whole column
	 * @param tip when the mouse rests on a cell, or null
	 * @param order null: of the texts
	 */
	void column(String title, int width, Function<? super T, String> text, Function<? super T, Image> image,
			Function<? super T, String> tip, Comparator<? super T> order) {
		int index = columns.size();
		TableColumn widget = new TableColumn(table, SWT.NONE);
		widget.setText(title);
		widget.setWidth(width);
		widget.setMoveable(true);
		widget.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> sortBy(index)));
		columns.add(new Column<>(widget, text, image, tip, order));
	}

	private void fill(TableItem item, int index) {
		if (removing) {
			strays.add(item);
		}
		if (index < 0 || index >= rows.size()) {
			return;
		}
		held.set(index);
		tidy();
		Row<T> row = rows.get(index);
		item.setFont(row.item == null ? headFont : null);
		for (int i = 0; i < columns.size(); i++) {
			item.setText(i, cell(row, i));
			Function<? super T, Image> image = columns.get(i).image;
			// A column that never had an image has no room for one.
			if (image != null) {
				item.setImage(i, row.item == null ? null : image.apply(row.item));
			}
		}
	}

	private void clear(int index) {
		table.clear(index);
		held.clear(index);
	}

	/** Later, takes the texts of rows back that were scrolled away. */
	private void tidy() {
		if (!tidying && held.cardinality() > 2 * HELD) {
			tidying = true;
			table.getDisplay().asyncExec(() -> {
				tidying = false;
				if (!table.isDisposed()) {
					int top = table.getTopIndex();
					int bottom = top + table.getClientArea().height / table.getItemHeight() + 1;
					int left = HELD;
					for (int i = held.nextSetBit(0); i >= 0 && left > 0; i = held.nextSetBit(i + 1)) {
						if (i < top || i > bottom) {
							clear(i);
							left--;
						}
					}
					if (left == 0) {
						tidy();
					}
				}
			});
		}
	}

	private String tipAt(int x, int y) {
		TableItem item = table.getItem(new Point(x, y));
		int index = item == null ? -1 : table.indexOf(item);
		if (index < 0 || index >= rows.size() || rows.get(index).item == null) {
			return null;
		}
		for (int i = 0; i < columns.size(); i++) {
			Function<? super T, String> tip = columns.get(i).tip;
			if (tip != null && item.getBounds(i).contains(x, y)) {
				return tip.apply(rows.get(index).item);
			}
		}
		return null;
	}

	/** @param selected hears of what the user has selected; not of what the program has */
	void onSelect(Consumer<? super T> selected) {
		onSelectAll(chosen -> {
			if (!chosen.isEmpty()) {
				selected.accept(chosen.get(0));
			}
		});
	}

	/** @param selected hears of all that the user has selected, from top to bottom */
	void onSelectAll(Consumer<? super List<T>> selected) {
		table.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> {
			if (selecting) {
				return;
			}
			int first = table.getSelectionIndex();
			this.selected = first < 0 || first >= rows.size() ? null : rows.get(first).key;
			List<T> chosen = new ArrayList<>();
			for (int index : table.getSelectionIndices()) {
				if (index < rows.size() && rows.get(index).item != null) {
					chosen.add(rows.get(index).item);
				}
			}
			selected.accept(chosen);
		}));
	}

	/** Scrolls to the last row. */
	void showLast() {
		if (!rows.isEmpty()) {
			table.setTopIndex(rows.size() - 1);
		}
	}

	Table widget() {
		return table;
	}

	/**
	 * @param group of a thing, or null for a flat table
	 * @param order of the groups
	 */
	void groupBy(Function<? super T, String> group, Comparator<String> order) {
		groupOf = group;
		groupOrder = order;
		setItems(items);
	}

	/** Shows other things, or other states of them, in their natural order. */
	void setItems(List<T> now) {
		items = now;
		List<Row<T>> wanted = arrange(now);
		int same = 0;
		int common = Math.min(wanted.size(), rows.size());
		while (same < common && wanted.get(same).key.equals(rows.get(same).key)) {
			same++;
		}
		for (int i = 0; i < same; i++) {
			Row<T> old = rows.get(i);
			Row<T> row = wanted.get(i);
			if (old != row && (row.item == null ? old.count != row.count : !looksLike.test(row.item, old.item))) {
				clear(i);
			}
		}
		if (same == wanted.size() && same == rows.size()) {
			rows = wanted;
			return;
		}
		if (same == rows.size()) {
			// More of them behind the others: nothing moves. Rows that were to be removed may still be there.
			rows = wanted;
			for (int i = same; i < Math.min(table.getItemCount(), rows.size()); i++) {
				clear(i);
			}
			setItemCount(rows.size());
			return;
		}
		int top = table.getTopIndex();
		Object topKey = top < rows.size() && top >= 0 ? rows.get(top).key : null;
		rows = wanted;
		selecting = true;
		try {
			setItemCount(rows.size());
			for (int i = same; i < table.getItemCount(); i++) {
				clear(i);
			}
			showSelection(false);
			int index = topKey == null || top == 0 ? 0 : indexOf(topKey);
			if (index >= 0) {
				table.setTopIndex(index);
			}
		} finally {
			selecting = false;
		}
	}

	/**
	 * While SWT removes rows, GTK asks for the text of those that are just going, and SWT makes an item for each that belongs
	 * to no row afterwards. Whoever touches such an item later, as the style engine does, crashes the process.
	 */
	private void setItemCount(int count) {
		removing = true;
		table.setItemCount(Math.max(count, table.getItemCount() - BATCH));
		removing = false;
		held.clear(table.getItemCount(), Integer.MAX_VALUE);
		for (TableItem item : strays) {
			if (!item.isDisposed() && table.indexOf(item) < 0) {
				item.dispose();
			}
		}
		strays.clear();
		if (table.getItemCount() > count) {
			table.getDisplay().asyncExec(() -> {
				if (!table.isDisposed() && table.getItemCount() > rows.size()) {
					setItemCount(rows.size());
				}
			});
		}
	}

	private List<Row<T>> arrange(List<T> now) {
		Map<Object, Row<T>> old = new HashMap<>();
		rows.forEach(r -> old.put(r.key, r));
		String pattern = filter.getText().strip().toLowerCase(Locale.ROOT);
		Map<String, List<Row<T>>> groups = new TreeMap<>(groupOrder);
		for (T item : now) {
			Object key = keyOf.apply(item);
			Row<T> before = old.get(key);
			Row<T> row = new Row<>(key, item, groupOf == null ? "" : groupOf.apply(item), 0); //$NON-NLS-1$
			if (before != null && before.item != null && looksLike.test(item, before.item)) {
				row.cells = before.cells;
			}
			if (pattern.isEmpty() || matches(row, pattern)) {
				groups.computeIfAbsent(row.group, g -> new ArrayList<>()).add(row);
			}
		}
		Comparator<Row<T>> order = order();
		List<Row<T>> wanted = new ArrayList<>();
		groups.forEach((group, members) -> {
			if (groupOf != null) {
				wanted.add(new Row<>(new Head(group), null, group, members.size()));
			}
			if (groupOf == null || !folded.contains(group) || !pattern.isEmpty()) {
				if (order != null) {
					members.sort(order);
				}
				wanted.addAll(members);
			}
		});
		return wanted;
	}

	private Comparator<Row<T>> order() {
		if (sortColumn < 0) {
			return null;
		}
		Comparator<? super T> given = columns.get(sortColumn).order;
		Comparator<Row<T>> order = given == null ? Comparator.comparing(r -> cell(r, sortColumn), String.CASE_INSENSITIVE_ORDER)
				: (a, b) -> given.compare(a.item, b.item);
		return table.getSortDirection() == SWT.DOWN ? order.reversed() : order;
	}

	private boolean matches(Row<T> row, String pattern) {
		for (int i = 0; i < columns.size(); i++) {
			if (cell(row, i).toLowerCase(Locale.ROOT).contains(pattern)) {
				return true;
			}
		}
		return false;
	}

	/** First click: upwards, second: downwards, third: the natural order again. */
	private void sortBy(int column) {
		boolean again = sortColumn == column;
		boolean down = again && table.getSortDirection() == SWT.UP;
		setSort(again && !down ? -1 : column, down);
	}

	private void setSort(int column, boolean down) {
		sortColumn = column;
		table.setSortDirection(column < 0 ? SWT.NONE : down ? SWT.DOWN : SWT.UP);
		table.setSortColumn(column < 0 ? null : columns.get(column).widget);
		setItems(items);
	}

	private void fold(Boolean wanted) {
		int index = table.getSelectionIndex();
		if (index >= 0 && index < rows.size() && rows.get(index).item == null) {
			String group = rows.get(index).group;
			boolean close = wanted == null ? !folded.contains(group) : wanted;
			if (close ? folded.add(group) : folded.remove(group)) {
				selected = rows.get(index).key;
				clear(index);
				setItems(items);
			}
		}
	}

	private String cell(Row<T> row, int column) {
		if (row.item == null) {
			return column != 0 ? "" //$NON-NLS-1$
					: (folded.contains(row.group) ? FOLDED : OPEN) + NLS.bind(Messages.GroupedTable_group, row.group, row.count);
		}
		if (row.cells == null) {
			row.cells = new String[columns.size()];
		}
		if (row.cells[column] == null) {
			row.cells[column] = columns.get(column).text.apply(row.item);
		}
		return row.cells[column];
	}

	/** Has a thing's text asked for again although its state is the same. */
	void refresh(Object key) {
		int index = indexOf(key);
		if (index >= 0) {
			rows.get(index).cells = null;
			clear(index);
		}
	}

	/**
	 * Selects a thing and shows it.
	 *
	 * @param key of the thing, null for none
	 */
	void select(Object key) {
		if (key == null ? selected != null : !key.equals(selected)) {
			selected = key;
			selecting = true;
			try {
				showSelection(true);
			} finally {
				selecting = false;
			}
		}
	}

	private void showSelection(boolean scroll) {
		int index = selected == null ? -1 : indexOf(selected);
		if (index < 0) {
			table.deselectAll();
		} else if (table.getSelectionIndex() != index) {
			int top = table.getTopIndex();
			table.setSelection(index);
			if (!scroll) {
				table.setTopIndex(top);
			}
		}
	}

	private int indexOf(Object key) {
		for (int i = 0; i < rows.size(); i++) {
			if (rows.get(i).key.equals(key)) {
				return i;
			}
		}
		return -1;
	}

	/** Opens what hides a thing: a folded group, a filter that does not match it. Then selects it. */
	void reveal(Object key) {
		for (T item : items) {
			if (keyOf.apply(item).equals(key)) {
				if (indexOf(key) < 0) {
					if (groupOf != null) {
						folded.remove(groupOf.apply(item));
					}
					setItems(items);
				}
				if (indexOf(key) < 0) {
					filter.setText(""); //$NON-NLS-1$
				}
				selected = null;
				select(key);
				return;
			}
		}
	}

	/** @return the things that the filter lets through, as they stand from top to bottom */
	List<T> shown() {
		return rows.stream().filter(r -> r.item != null).map(r -> r.item).toList();
	}

	void setFocus() {
		table.setFocus();
	}

	/** Writes down widths and sorting. */
	void save(IMemento memento) {
		memento.putInteger(SORT, sortColumn);
		memento.putBoolean(DOWN, table.getSortDirection() == SWT.DOWN);
		for (int i = 0; i < columns.size(); i++) {
			memento.putInteger(WIDTH + i, columns.get(i).widget.getWidth());
		}
	}

	/** Reads what {@link #save} wrote, perhaps of an older version with other columns. */
	void restore(IMemento memento) {
		for (int i = 0; i < columns.size(); i++) {
			Integer width = memento.getInteger(WIDTH + i);
			if (width != null && width > 0) {
				columns.get(i).widget.setWidth(width);
			}
		}
		Integer column = memento.getInteger(SORT);
		if (column != null && column >= 0 && column < columns.size()) {
			setSort(column, Boolean.TRUE.equals(memento.getBoolean(DOWN)));
		}
	}
}
