// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleControlAdapter;
import org.eclipse.swt.accessibility.AccessibleControlEvent;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.events.KeyListener;
import org.eclipse.swt.events.MouseListener;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Path;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.ScrollBar;
import org.fluke.debug.snapshot.ObjectState;
import org.fluke.debug.snapshot.WaitGraph;
import org.fluke.debug.snapshot.WaitGraph.Edge;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.views.WaitLayout.Place;

/**
 * A wait graph as a picture. Left and right lead along its edges, up and down through a column; a screen reader hears the
 * nodes as the items of a list, each with what it waits for.
 */
final class WaitCanvas extends Canvas {

	private static final int MARGIN = 12;
	private static final int PADDING = 6;
	private static final int GAP_X = 44;
	private static final int GAP_Y = 14;
	private static final int ICON = 16;
	private static final int NODE_MIN = 60;
	private static final int NODE_MAX = 230;
	private static final int ARROW = 7;
	private static final String ELLIPSIS = "\u2026"; //$NON-NLS-1$

	private final Color alarm = new Color(217, 83, 79);
	private final List<IntConsumer> listeners = new ArrayList<>();
	private final List<Integer> order = new ArrayList<>();
	private final Map<Integer, ObjectState> nodes = new HashMap<>();
	private WaitGraph graph;
	private WaitLayout layout;
	private int nodeWidth = 100;
	private int nodeHeight = 24;
	private int selected;

	WaitCanvas(Composite parent) {
		super(parent, SWT.DOUBLE_BUFFERED | SWT.H_SCROLL | SWT.V_SCROLL | SWT.BORDER);
		addPaintListener(e -> paint(e.gc));
		addListener(SWT.Resize, e -> fitScrollBars());
		for (ScrollBar bar : new ScrollBar[] { getHorizontalBar(), getVerticalBar() }) {
			bar.addListener(SWT.Selection, e -> redraw());
		}
		addMouseListener(MouseListener.mouseDownAdapter(e -> {
			setFocus();
			select(at(e.x, e.y), true);
		}));
		addKeyListener(KeyListener.keyPressedAdapter(e -> {
			switch (e.keyCode) {
			case SWT.ARROW_RIGHT -> along(layout == null ? List.of() : layout.from(selected), true);
			case SWT.ARROW_LEFT -> along(layout == null ? List.of() : layout.to(selected), false);
			case SWT.ARROW_DOWN -> inColumn(1);
			case SWT.ARROW_UP -> inColumn(-1);
			case SWT.HOME -> select(order.isEmpty() ? 0 : order.get(0), true);
			case SWT.END -> select(order.isEmpty() ? 0 : order.get(order.size() - 1), true);
			default -> {
				// Not ours.
			}
			}
		}));
		addListener(SWT.Traverse, e -> e.doit = e.detail != SWT.TRAVERSE_ARROW_NEXT && e.detail != SWT.TRAVERSE_ARROW_PREVIOUS);
		addListener(SWT.FocusIn, e -> redraw());
		addListener(SWT.FocusOut, e -> redraw());
		speak();
	}

	/** @param listener hears the id of a node that the user has selected */
	void onSelect(IntConsumer listener) {
		listeners.add(listener);
	}

	/**
	 * Shows another graph.
	 *
	 * @param shown the graph
	 * @param wanted those of its nodes that are to be seen
	 */
	void show(WaitGraph shown, List<ObjectState> wanted) {
		graph = shown;
		layout = new WaitLayout(shown, wanted);
		nodes.clear();
		wanted.forEach(n -> nodes.put(n.id(), n));
		order.clear();
		order.addAll(layout.places().keySet());
		GC gc = new GC(this);
		nodeHeight = Math.max(ICON, gc.getFontMetrics().getHeight()) + 2 * PADDING;
		// Measuring is slow, and the longest name is about the widest.
		String longest = wanted.stream().map(ObjectState::name).max(Comparator.comparing(String::length)).orElse(""); //$NON-NLS-1$
		int widest = Math.clamp(gc.textExtent(longest).x + PADDING, NODE_MIN, NODE_MAX);
		nodeWidth = widest + ICON + 3 * PADDING;
		gc.dispose();
		fitScrollBars();
		redraw();
	}

	/** @return the id of the selected node, 0 if none is */
	int selected() {
		return selected;
	}

	/** Selects a node, and scrolls to it. */
	void select(int id, boolean tell) {
		if (id == selected || id == 0) {
			return;
		}
		selected = id;
		Rectangle box = box(id);
		if (box != null) {
			scrollTo(getHorizontalBar(), box.x, box.width, getClientArea().width);
			scrollTo(getVerticalBar(), box.y, box.height, getClientArea().height);
		}
		redraw();
		getAccessible().setFocus(order.indexOf(id));
		if (tell) {
			listeners.forEach(l -> l.accept(id));
		}
	}

	private static void scrollTo(ScrollBar bar, int from, int length, int shown) {
		int at = bar.getSelection();
		if (from < at) {
			bar.setSelection(from - MARGIN);
		} else if (from + length > at + shown) {
			bar.setSelection(from + length - shown + MARGIN);
		}
	}

	private void along(List<Edge> edges, boolean forward) {
		if (!edges.isEmpty()) {
			select(forward ? edges.get(0).to().id() : edges.get(0).from().id(), true);
		}
	}

	private void inColumn(int step) {
		Place place = layout == null ? null : layout.places().get(selected);
		if (place == null) {
			select(order.isEmpty() ? 0 : order.get(0), true);
			return;
		}
		int best = 0;
		int nearest = Integer.MAX_VALUE;
		for (Map.Entry<Integer, Place> other : layout.places().entrySet()) {
			int distance = (other.getValue().row() - place.row()) * step;
			if (other.getValue().column() == place.column() && distance > 0 && distance < nearest) {
				nearest = distance;
				best = other.getKey();
			}
		}
		select(best, true);
	}

	// ---- where things are

	/** A node's box, as if nothing were scrolled. */
	private Rectangle box(int id) {
		Place place = layout == null ? null : layout.places().get(id);
		return place == null ? null
				: new Rectangle(MARGIN + place.column() * (nodeWidth + GAP_X), MARGIN + place.row() * (nodeHeight + GAP_Y),
						nodeWidth, nodeHeight);
	}

	private Point origin() {
		return new Point(getHorizontalBar().getSelection(), getVerticalBar().getSelection());
	}

	private int at(int x, int y) {
		Point origin = origin();
		return order.stream().filter(id -> box(id).contains(x + origin.x, y + origin.y)).findFirst().orElse(0);
	}

	private void fitScrollBars() {
		int width = layout == null ? 0 : 2 * MARGIN + layout.columns() * (nodeWidth + GAP_X);
		int height = layout == null ? 0 : 2 * MARGIN + layout.rows() * (nodeHeight + GAP_Y) + GAP_Y;
		Rectangle client = getClientArea();
		fit(getHorizontalBar(), width, client.width);
		fit(getVerticalBar(), height, client.height);
	}

	private void fit(ScrollBar bar, int whole, int shown) {
		bar.setVisible(whole > shown);
		bar.setValues(Math.min(bar.getSelection(), Math.max(0, whole - shown)), 0, Math.max(1, whole), Math.max(1, shown),
				nodeHeight + GAP_Y, Math.max(1, shown));
	}

	// ---- the picture

	private void paint(GC gc) {
		gc.setAntialias(SWT.ON);
		gc.setBackground(getBackground());
		gc.fillRectangle(getClientArea());
		if (layout == null) {
			return;
		}
		Point origin = origin();
		Rectangle shown = new Rectangle(origin.x, origin.y, getClientArea().width, getClientArea().height);
		// An edge may cross what is shown although both of its ends lie outside.
		for (int id : order) {
			for (Edge edge : layout.from(id)) {
				Rectangle both = box(id).union(box(edge.to().id()));
				both.height += GAP_Y;
				if (both.intersects(shown)) {
					paint(gc, edge, origin);
				}
			}
		}
		for (int id : order) {
			if (box(id).intersects(shown)) {
				paint(gc, nodes.get(id), origin);
			}
		}
	}

	private void paint(GC gc, ObjectState node, Point origin) {
		Rectangle box = box(node.id());
		int x = box.x - origin.x;
		int y = box.y - origin.y;
		boolean chosen = node.id() == selected;
		boolean thread = node.is("thread"); //$NON-NLS-1$
		int arc = thread ? nodeHeight : 6;
		boolean stuck = thread && graph.isStuck(node.id());
		gc.setBackground(chosen ? getDisplay().getSystemColor(SWT.COLOR_LIST_SELECTION) : getBackground());
		gc.fillRoundRectangle(x, y, box.width, box.height, arc, arc);
		gc.setForeground(stuck ? alarm : getForeground());
		gc.setLineWidth(stuck || chosen && isFocusControl() ? 2 : 1);
		gc.drawRoundRectangle(x, y, box.width, box.height, arc, arc);
		gc.drawImage(Icons.object(node, graph.snapshot()), x + PADDING, y + (box.height - ICON) / 2);
		gc.setForeground(chosen ? getDisplay().getSystemColor(SWT.COLOR_LIST_SELECTION_TEXT) : getForeground());
		String text = shorten(gc, node.name(), box.width - ICON - 3 * PADDING);
		gc.drawText(text, x + ICON + 2 * PADDING, y + (box.height - gc.textExtent(text).y) / 2, true);
	}

	private static String shorten(GC gc, String text, int width) {
		String shown = text;
		while (shown.length() > 1 && gc.textExtent(shown).x > width) {
			shown = shown.substring(0, shown.length() - (shown.endsWith(ELLIPSIS) ? 2 : 1)) + ELLIPSIS;
		}
		return shown;
	}

	private void paint(GC gc, Edge edge, Point origin) {
		Rectangle from = box(edge.from().id());
		Rectangle to = box(edge.to().id());
		boolean deadlock = graph.isInDeadlock(edge);
		gc.setForeground(deadlock ? alarm : getForeground());
		gc.setBackground(gc.getForeground());
		gc.setLineWidth(deadlock ? 2 : 1);
		Path path = new Path(getDisplay());
		float endX;
		float endY;
		float direction;
		if (layout.isBackward(edge)) {
			// Below everything between its ends, and up into the target from below.
			float x1 = from.x + from.width / 2f - origin.x;
			float y1 = from.y + from.height - origin.y;
			endX = to.x + to.width / 2f - origin.x;
			endY = to.y + to.height - origin.y;
			float bottom = Math.max(y1, endY) + GAP_Y * 1.6f;
			path.moveTo(x1, y1);
			path.cubicTo(x1, bottom, x1, bottom, (x1 + endX) / 2, bottom);
			path.cubicTo(endX, bottom, endX, bottom, endX, endY);
			direction = (float) (-Math.PI / 2);
		} else {
			float x1 = from.x + from.width - origin.x;
			float y1 = from.y + from.height / 2f - origin.y;
			endX = to.x - origin.x;
			endY = to.y + to.height / 2f - origin.y;
			path.moveTo(x1, y1);
			path.cubicTo(x1 + GAP_X / 2f, y1, endX - GAP_X / 2f, endY, endX, endY);
			direction = 0;
		}
		gc.drawPath(path);
		path.dispose();
		gc.fillPolygon(new int[] { Math.round(endX), Math.round(endY), wing(endX, direction, 0.45, true),
				wing(endY, direction, 0.45, false), wing(endX, direction, -0.45, true), wing(endY, direction, -0.45, false) });
	}

	/** One end of an arrow's head. */
	private static int wing(float end, float direction, double spread, boolean x) {
		double angle = direction + Math.PI + spread;
		return (int) Math.round(end + ARROW * (x ? Math.cos(angle) : Math.sin(angle)));
	}

	// ---- for those who can't see it

	private void speak() {
		getAccessible().addAccessibleListener(new AccessibleAdapter() {
			@Override
			public void getName(AccessibleEvent e) {
				e.result = e.childID == ACC.CHILDID_SELF ? Messages.WaitForView_graph
						: e.childID < order.size() ? describe(order.get(e.childID)) : null;
			}
		});
		getAccessible().addAccessibleControlListener(new AccessibleControlAdapter() {
			@Override
			public void getRole(AccessibleControlEvent e) {
				e.detail = e.childID == ACC.CHILDID_SELF ? ACC.ROLE_LIST : ACC.ROLE_LISTITEM;
			}

			@Override
			public void getChildCount(AccessibleControlEvent e) {
				e.detail = order.size();
			}

			@Override
			public void getFocus(AccessibleControlEvent e) {
				int index = order.indexOf(selected);
				e.childID = !isFocusControl() ? ACC.CHILDID_NONE : index < 0 ? ACC.CHILDID_SELF : index;
			}

			@Override
			public void getSelection(AccessibleControlEvent e) {
				int index = order.indexOf(selected);
				e.childID = index < 0 ? ACC.CHILDID_NONE : index;
			}

			@Override
			public void getChildAtPoint(AccessibleControlEvent e) {
				Point point = toControl(e.x, e.y);
				int index = order.indexOf(at(point.x, point.y));
				e.childID = index < 0 ? ACC.CHILDID_SELF : index;
			}

			@Override
			public void getLocation(AccessibleControlEvent e) {
				if (e.childID >= 0 && e.childID < order.size()) {
					Rectangle box = box(order.get(e.childID));
					Point corner = toDisplay(box.x - origin().x, box.y - origin().y);
					e.x = corner.x;
					e.y = corner.y;
					e.width = box.width;
					e.height = box.height;
				}
			}
		});
	}

	/** A node in words: itself, and what its edges lead to. */
	String describe(int id) {
		ObjectState node = nodes.get(id);
		StringBuilder text = new StringBuilder(node.title());
		for (Edge edge : layout.from(id)) {
			text.append(", ").append(phrase(edge)); //$NON-NLS-1$
		}
		return text.toString();
	}

	/**
	 * @param edge any
	 * @return it without its source: {@code waits for mutex m}
	 */
	static String phrase(Edge edge) {
		return NLS.bind(switch (edge.kind()) {
		case WAITS_FOR -> Messages.WaitForView_waitsFor;
		case HELD_BY -> Messages.WaitForView_heldBy;
		case IN -> Messages.WaitForView_in;
		case SERVED_BY -> Messages.WaitForView_servedBy;
		}, edge.to().title());
	}
}
