// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.Viewer;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.FrameWord;

/** The rows of a frame, by group: its words ({@link FrameWord}), what they say about messages, and its links. */
final class FrameOutline implements ITreeContentProvider {

	/** Words that belong together. */
	record Group(String name, List<Object> rows) {

		@Override
		public boolean equals(Object other) {
			return other instanceof Group that && name.equals(that.name);
		}

		@Override
		public int hashCode() {
			return name.hashCode();
		}
	}

	/** A link: the frame's outline has a place for it, whatever it points at. */
	record LinkRow(String name) {
	}

	/** Something decoded from several words; which ones there are depends on the frame. */
	record DetailRow(String name) {
	}

	static final String IPC = "ipc"; //$NON-NLS-1$
	static final String LINKS = "links"; //$NON-NLS-1$
	private static final List<String> ORDER = List.of("cpu", "pseudo", IPC, LINKS, "thread", "exception", "server"); //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$ //$NON-NLS-4$ //$NON-NLS-5$

	private List<Group> groups = List.of();

	@Override
	public void inputChanged(Viewer viewer, Object oldInput, Object newInput) {
		if (newInput instanceof ApiTable table) {
			Map<String, List<Object>> rows = new LinkedHashMap<>();
			ORDER.forEach(g -> rows.put(g, new ArrayList<>()));
			table.frameWords().forEach(w -> rows.computeIfAbsent(w.group(), g -> new ArrayList<>()).add(w));
			table.objectTypes().stream().filter(t -> t.name().equals("thread")) //$NON-NLS-1$
					.flatMap(t -> t.links().stream()).forEach(l -> rows.get(LINKS).add(new LinkRow(l)));
			groups = rows.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList();
		}
	}

	/**
	 * @param names of what is decoded now
	 * @return the group whose rows are other ones now; null if they are the same
	 */
	Group setDetails(List<String> names) {
		Group group = groups.stream().filter(g -> g.name.equals(IPC)).findFirst().orElseThrow();
		List<Object> rows = names.stream().<Object>map(DetailRow::new).toList();
		if (rows.equals(group.rows)) {
			return null;
		}
		group.rows.clear();
		group.rows.addAll(rows);
		return group;
	}

	/** @return the rows of all groups */
	Object[] rows() {
		return groups.stream().flatMap(g -> g.rows.stream()).toArray();
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
		return row instanceof Group group && !group.rows.isEmpty();
	}
}
