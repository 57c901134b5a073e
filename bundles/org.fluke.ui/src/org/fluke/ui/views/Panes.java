// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IWorkbenchWindow;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.snapshot.SnapshotListener;
import org.fluke.debug.snapshot.SnapshotService.Latest;
import org.fluke.ui.internal.FirstStart;
import org.fluke.ui.selection.ThreadSelection;
import org.fluke.ui.selection.ThreadSelectionListener;

/**
 * The Fluke views of one window. All of them are handed the same snapshot in one go, so that no two of them ever show
 * different moments; the kernel is watched closely only while one of them is visible and live. UI thread only.
 */
final class Panes {

	private static final Map<IWorkbenchWindow, Panes> PANES = new HashMap<>();

	private final IWorkbenchWindow window;
	private final Display display;
	private final ThreadSelection selection;
	private final List<KernelView> views = new ArrayList<>();
	private final EmptyEditorArea editorArea = new EmptyEditorArea();
	private final AtomicBoolean updating = new AtomicBoolean();
	private final SnapshotListener snapshotListener = (snapshot, status) -> snapshotCame();
	private final ThreadSelectionListener selectionListener = s -> watch();
	private KernelDebugTarget watched;
	private boolean closely;
	private Latest latest;

	private Panes(IWorkbenchWindow window) {
		this.window = window;
		display = window.getShell().getDisplay();
		selection = ThreadSelection.of(window);
		selection.addListener(selectionListener);
		window.getPartService().addPartListener(editorArea);
		FirstStart.welcome(window);
	}

	static Panes of(IWorkbenchWindow window) {
		return PANES.computeIfAbsent(window, Panes::new);
	}

	void add(KernelView view) {
		views.add(view);
		watch();
	}

	void remove(KernelView view) {
		views.remove(view);
		watch();
		if (views.isEmpty()) {
			selection.removeListener(selectionListener);
			window.getPartService().removePartListener(editorArea);
			PANES.remove(window, this);
		}
	}

	/** @return what all views may show now, null if there is no kernel */
	Latest latest() {
		return latest;
	}

	/** Looks again which kernel is to be watched, and how closely. */
	void watch() {
		boolean any = views.stream().anyMatch(KernelView::isVisible);
		boolean live = views.stream().anyMatch(v -> v.isVisible() && v.mode() == RefreshMode.LIVE);
		KernelDebugTarget wanted = any ? selection.kernel() : null;
		if (wanted == watched && live == closely) {
			return;
		}
		if (watched != null) {
			watched.snapshots().removeListener(snapshotListener);
		}
		boolean other = wanted != watched;
		watched = wanted;
		closely = live;
		if (watched == null) {
			latest = null;
			return;
		}
		if (other) {
			latest = watched.snapshots().now();
		}
		if (closely) {
			watched.snapshots().watch(snapshotListener);
		} else {
			watched.snapshots().addListener(snapshotListener);
		}
	}

	/** On any thread. However many snapshots come, the UI thread has one update to do. */
	private void snapshotCame() {
		if (!display.isDisposed() && updating.compareAndSet(false, true)) {
			display.asyncExec(() -> {
				updating.set(false);
				if (watched != null) {
					latest = watched.snapshots().now();
					List.copyOf(views).stream().filter(KernelView::isVisible).forEach(KernelView::update);
				}
			});
		}
	}
}
