// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.RestartPoint;
import org.fluke.debug.snapshot.RunState;
import org.fluke.model.Cause;
import org.fluke.model.Frame;
import org.fluke.model.KernelObject;
import org.fluke.model.Link;
import org.fluke.model.ObjectType;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.Word;
import org.fluke.ui.internal.Icons;

/** The objects of a saved snapshot by type, threads first. */
final class ObjectTree {

	/** Objects of one type. */
	private record Group(ObjectType type, List<KernelObject> objects) {
	}

	private final ApiTable api;
	private final TreeViewer viewer;

	ObjectTree(Composite parent, ApiTable api) {
		this.api = api;
		viewer = new TreeViewer(parent, SWT.FULL_SELECTION | SWT.SINGLE | SWT.V_SCROLL | SWT.H_SCROLL | SWT.VIRTUAL);
		viewer.setUseHashlookup(true);
		viewer.getTree().setHeaderVisible(true);
		viewer.setContentProvider(new Objects());
		column(Messages.ObjectTree_object, 180, ObjectTree::name, ObjectTree::image);
		column(Messages.ObjectTree_state, 70, ObjectTree::state, null);
		column(Messages.ObjectTree_entry, 140, this::entry, null);
		column(Messages.ObjectTree_cause, 80, ObjectTree::cause, null);
		column(Messages.ObjectTree_waitsFor, 130, ObjectTree::waitsFor, null);
	}

	TreeViewer viewer() {
		return viewer;
	}

	private void column(String title, int width, Function<Object, String> text, Function<Object, Image> image) {
		TreeViewerColumn column = new TreeViewerColumn(viewer, SWT.NONE);
		column.getColumn().setText(title);
		column.getColumn().setWidth(width);
		column.setLabelProvider(new ColumnLabelProvider() {
			@Override
			public String getText(Object row) {
				return text.apply(row);
			}

			@Override
			public Image getImage(Object row) {
				return image == null ? null : image.apply(row);
			}
		});
	}

	/** Shows a snapshot and selects its first thread that somebody stopped, or else its first. */
	void show(Snapshot snapshot) {
		viewer.setInput(snapshot);
		Object[] groups = ((ITreeContentProvider) viewer.getContentProvider()).getElements(snapshot);
		if (groups.length > 0) {
			viewer.expandToLevel(groups[0], 1);
		}
		List<ThreadObject> threads = snapshot.getObjects().stream().filter(ThreadObject.class::isInstance)
				.map(ThreadObject.class::cast).toList();
		threads.stream().filter(t -> t.isScenario() && t.getState() == org.fluke.model.ThreadState.STOPPED).findFirst()
				.or(() -> threads.stream().findFirst())
				.ifPresent(t -> viewer.setSelection(new org.eclipse.jface.viewers.StructuredSelection(t), true));
	}

	static String name(Object row) {
		return switch (row) {
		case Group group -> NLS.bind(Messages.ObjectTree_group, group.type.getLiteral(), group.objects.size());
		case KernelObject object when object.getName() == null || object.getName().isEmpty() ->
			object.getType().getLiteral() + ' ' + Integer.toUnsignedString(object.getId());
		case KernelObject object -> object.getName();
		default -> ""; //$NON-NLS-1$
		};
	}

	static Image image(Object row) {
		return switch (row) {
		case ThreadObject thread -> Icons.thread(RunState.of(thread.getState().getValue()));
		case Group group -> Icons.get(Icons.GROUP);
		default -> Icons.get(Icons.WORD);
		};
	}

	private static String state(Object row) {
		return row instanceof ThreadObject thread ? RunState.of(thread.getState().getValue()).label() : ""; //$NON-NLS-1$
	}

	/** What the frame's eip says, not what the file says that it says. */
	private String entry(Object row) {
		if (!(row instanceof ThreadObject thread)) {
			return ""; //$NON-NLS-1$
		}
		Frame frame = thread.getFrame();
		Word eip = frame.word("eip"); //$NON-NLS-1$
		return eip == null ? "" //$NON-NLS-1$
				: api.at(eip.getValue()).map(RestartPoint::entry).map(e -> e.name()).orElse(""); //$NON-NLS-1$
	}

	private static String cause(Object row) {
		return row instanceof ThreadObject thread && thread.getCause() != Cause.NONE ? thread.getCause().getLiteral() : ""; //$NON-NLS-1$
	}

	private static String waitsFor(Object row) {
		Link link = row instanceof ThreadObject thread ? thread.link("waiting_for") : null; //$NON-NLS-1$
		return link == null ? "" : target(link); //$NON-NLS-1$
	}

	/** Type and name of what a link points at. */
	static String target(Link link) {
		if (link.getTarget() != null) {
			return link.getTarget().getType().getLiteral() + ' ' + name(link.getTarget());
		}
		return link.getTargetId() == 0 ? "" : '#' + Integer.toUnsignedString(link.getTargetId()); //$NON-NLS-1$
	}

	private static final class Objects implements ITreeContentProvider {

		private List<Group> groups = List.of();

		@Override
		public void inputChanged(Viewer viewer, Object oldInput, Object newInput) {
			Map<ObjectType, List<KernelObject>> byType = new EnumMap<>(ObjectType.class);
			byType.put(ObjectType.THREAD, new ArrayList<>());
			if (newInput instanceof Snapshot snapshot) {
				snapshot.getObjects().forEach(o -> byType.computeIfAbsent(o.getType(), t -> new ArrayList<>()).add(o));
			}
			groups = byType.entrySet().stream().filter(e -> !e.getValue().isEmpty())
					.sorted((a, b) -> Boolean.compare(b.getKey() == ObjectType.THREAD, a.getKey() == ObjectType.THREAD))
					.map(e -> new Group(e.getKey(), e.getValue())).toList();
		}

		@Override
		public Object[] getElements(Object input) {
			return groups.toArray();
		}

		@Override
		public Object[] getChildren(Object row) {
			return row instanceof Group group ? group.objects.toArray() : new Object[0];
		}

		@Override
		public Object getParent(Object row) {
			return row instanceof KernelObject object
					? groups.stream().filter(g -> g.type == object.getType()).findFirst().orElse(null)
					: null;
		}

		@Override
		public boolean hasChildren(Object row) {
			return row instanceof Group;
		}
	}
}
