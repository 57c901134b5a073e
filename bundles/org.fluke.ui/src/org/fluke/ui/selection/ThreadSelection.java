// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.selection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.eclipse.core.runtime.Adapters;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.IDebugEventSetListener;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchesListener2;
import org.eclipse.debug.core.model.IDebugTarget;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.debug.ui.contexts.DebugContextEvent;
import org.eclipse.debug.ui.contexts.IDebugContextListener;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IWindowListener;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.services.ISourceProviderService;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.launch.SourceDebugger;
import org.fluke.debug.snapshot.SnapshotListener;

/**
 * The one kernel and the one thread that all Fluke views of a window show. Follows the Debug view, new launches and the
 * Threads view. To be used on the UI thread only.
 */
public final class ThreadSelection {

	private static final Map<IWorkbenchWindow, ThreadSelection> SELECTIONS = new HashMap<>();

	private final IWorkbenchWindow window;
	private final Display display;
	private final List<ThreadSelectionListener> listeners = new ArrayList<>();
	private final IDebugContextListener contexts = this::contextChanged;
	private final IDebugEventSetListener events = this::eventsCame;
	private final ILaunchesListener2 launches = new Launches();
	private final SnapshotListener snapshots = (snapshot, status) -> later(this::evaluate);
	private final Runnable edits = () -> later(this::evaluate);
	private KernelDebugTarget kernel;
	private KernelThread thread;
	private String problem = ""; //$NON-NLS-1$
	private Object evaluated;

	private ThreadSelection(IWorkbenchWindow window) {
		this.window = window;
		display = window.getShell().getDisplay();
		DebugUITools.getDebugContextManager().getContextService(window).addDebugContextListener(contexts);
		listeners.add(new DebugViewFollower(window));
		DebugPlugin.getDefault().addDebugEventListener(events);
		DebugPlugin.getDefault().getLaunchManager().addLaunchListener(launches);
	}

	/**
	 * @param window a workbench window
	 * @return its selection
	 */
	public static ThreadSelection of(IWorkbenchWindow window) {
		ThreadSelection selection = SELECTIONS.get(window);
		if (selection == null) {
			selection = new ThreadSelection(window);
			SELECTIONS.put(window, selection);
			PlatformUI.getWorkbench().addWindowListener(new Closing(window));
			selection.anotherKernel();
		}
		return selection;
	}

	/** @return the kernel that is shown, null if there is none */
	public KernelDebugTarget kernel() {
		return kernel;
	}

	/** @return the thread that is shown, null if there is none */
	public KernelThread thread() {
		return thread;
	}

	/** @return why the last attempt to get a kernel failed, one sentence; empty if it did not */
	public String problem() {
		return problem;
	}

	/** @param message why an attempt to get a kernel failed, one sentence; empty if it did not */
	public void setProblem(String message) {
		if (!problem.equals(message)) {
			problem = message;
			tell();
		}
	}

	/** @param selected is shown from now on; null: none of this kernel's threads */
	public void select(KernelThread selected) {
		if (set(selected == null ? kernel : selected.getKernel(), selected) && selected != null) {
			SourceDebugger.selected(selected);
		}
	}

	/** @param listener hears of changes */
	public void addListener(ThreadSelectionListener listener) {
		listeners.add(listener);
	}

	/** @param listener hears nothing any more */
	public void removeListener(ThreadSelectionListener listener) {
		listeners.remove(listener);
	}

	/** Returns whether that is anything new. */
	private boolean set(KernelDebugTarget newKernel, KernelThread newThread) {
		if (kernel == newKernel && thread == newThread) {
			return false;
		}
		if (kernel != null) {
			kernel.snapshots().removeListener(snapshots);
		}
		if (thread != null) {
			thread.pendingEdit().removeListener(edits);
		}
		if (newKernel != null && newKernel != kernel && newKernel.isConnected()) {
			problem = ""; //$NON-NLS-1$
		}
		kernel = newKernel;
		thread = newThread;
		if (kernel != null) {
			kernel.snapshots().addListener(snapshots);
		}
		if (thread != null) {
			thread.pendingEdit().addListener(edits);
		}
		tell();
		return true;
	}

	private void tell() {
		List.copyOf(listeners).forEach(l -> l.selectionChanged(this));
		if (source() instanceof SelectedThreadSource source) {
			source.selectionChanged();
		}
		evaluate();
	}

	private static Object source() {
		return PlatformUI.getWorkbench().getService(ISourceProviderService.class)
				.getSourceProvider(SelectedThreadSource.THREAD);
	}

	/** Has the commands' enablement looked at again, if something that matters for it has changed. */
	private void evaluate() {
		Object now = thread == null
				? List.of(kernel != null && kernel.isConnected(), kernel != null && kernel.canRestart())
				: Arrays.asList(thread, thread.isAvailable(), thread.isDestroyed(), thread.getKernel().canRestart(), thread.state().isStopped(),
						thread.pendingEdit().isEmpty());
		if (!now.equals(evaluated)) {
			evaluated = now;
			ThreadPropertyTester.requestEvaluation();
		}
	}

	private void contextChanged(DebugContextEvent event) {
		if (!(event.getContext() instanceof IStructuredSelection selection) || selection.isEmpty()) {
			return;
		}
		Object element = selection.getFirstElement();
		KernelThread selected = Adapters.adapt(element, KernelThread.class);
		if (selected != null) {
			// Another debugger is not told: the Debug view, which follows it, is already where the user wants it.
			set(selected.getKernel(), selected);
			return;
		}
		KernelDebugTarget target = Adapters.adapt(element, KernelDebugTarget.class);
		if (target == null && element instanceof ILaunch launch) {
			target = kernelOf(launch);
		} else if (target == null && element instanceof IProcess process) {
			target = kernelOf(process.getLaunch());
		}
		if (target != null && target != kernel) {
			set(target, null);
		}
	}

	private static KernelDebugTarget kernelOf(ILaunch launch) {
		for (IDebugTarget target : launch.getDebugTargets()) {
			if (target instanceof KernelDebugTarget found) {
				return found;
			}
		}
		return null;
	}

	private void eventsCame(DebugEvent[] set) {
		for (DebugEvent event : set) {
			if (event.getKind() == DebugEvent.CREATE && event.getSource() instanceof KernelDebugTarget created) {
				later(() -> {
					if (kernel == null || !kernel.isConnected()) {
						set(created, null);
					}
				});
			} else if (event.getSource() instanceof KernelDebugTarget || event.getSource() instanceof KernelThread) {
				later(this::evaluate);
			}
		}
	}

	private void anotherKernel() {
		KernelDebugTarget found = null;
		for (ILaunch launch : DebugPlugin.getDefault().getLaunchManager().getLaunches()) {
			KernelDebugTarget candidate = kernelOf(launch);
			if (candidate != null && (found == null || candidate.isConnected())) {
				found = candidate;
			}
		}
		set(found, null);
	}

	private void later(Runnable runnable) {
		if (!display.isDisposed()) {
			display.asyncExec(() -> {
				if (SELECTIONS.get(window) == this) {
					runnable.run();
				}
			});
		}
	}

	private void dispose() {
		SELECTIONS.remove(window);
		DebugPlugin.getDefault().removeDebugEventListener(events);
		DebugPlugin.getDefault().getLaunchManager().removeLaunchListener(launches);
		if (kernel != null) {
			kernel.snapshots().removeListener(snapshots);
		}
		if (thread != null) {
			thread.pendingEdit().removeListener(edits);
		}
	}

	private final class Launches implements ILaunchesListener2 {

		@Override
		public void launchesRemoved(ILaunch[] removed) {
			later(() -> {
				if (kernel != null && Arrays.stream(removed).anyMatch(l -> Objects.equals(l, kernel.getLaunch()))) {
					anotherKernel();
				}
			});
		}

		@Override
		public void launchesAdded(ILaunch[] added) {
			// The debug target comes later: see eventsCame.
		}

		@Override
		public void launchesChanged(ILaunch[] changed) {
			// See launchesAdded.
		}

		@Override
		public void launchesTerminated(ILaunch[] ended) {
			later(ThreadSelection.this::evaluate);
		}
	}

	private static final class Closing implements IWindowListener {

		private final IWorkbenchWindow window;

		Closing(IWorkbenchWindow window) {
			this.window = window;
		}

		@Override
		public void windowClosed(IWorkbenchWindow closed) {
			if (closed == window) {
				PlatformUI.getWorkbench().removeWindowListener(this);
				ThreadSelection selection = SELECTIONS.get(window);
				if (selection != null) {
					selection.dispose();
				}
			}
		}

		@Override
		public void windowActivated(IWorkbenchWindow activated) {
			if (activated == window && source() instanceof SelectedThreadSource source) {
				source.selectionChanged();
			}
		}

		@Override
		public void windowDeactivated(IWorkbenchWindow deactivated) {
			// The next window's activation matters.
		}

		@Override
		public void windowOpened(IWorkbenchWindow opened) {
			// A window without Fluke views needs no selection.
		}
	}
}
