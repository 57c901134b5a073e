// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.eclipse.core.resources.IMarkerDelta;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.IBreakpointListener;
import org.eclipse.debug.core.IBreakpointManager;
import org.eclipse.debug.core.IBreakpointManagerListener;
import org.eclipse.debug.core.model.IBreakpoint;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.Breakpoint;
import org.fluke.bridge.BridgeException;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.debug.internal.Messages;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.ThreadState;

/**
 * Keeps one kernel's breakpoints the same as the platform's: those that are enabled, and whose thread or space the kernel
 * has. Looked at again after each snapshot, so that a thread that comes later gets its breakpoints, too. Thread-safe.
 */
final class KernelBreakpoints implements IBreakpointListener, IBreakpointManagerListener {

	private final KernelDebugTarget kernel;
	private final Set<Breakpoint> active = new HashSet<>();

	KernelBreakpoints(KernelDebugTarget kernel) {
		this.kernel = kernel;
	}

	void start() {
		manager().addBreakpointListener(this);
		manager().addBreakpointManagerListener(this);
	}

	void stop() {
		manager().removeBreakpointListener(this);
		manager().removeBreakpointManagerListener(this);
	}

	private static IBreakpointManager manager() {
		return DebugPlugin.getDefault().getBreakpointManager();
	}

	/** The kernel begins anew: numbers of threads and spaces are other ones. The session keeps its own breakpoints. */
	synchronized void restarted() {
		active.clear();
		active.addAll(kernel.session().breakpoints());
	}

	/** Tells the kernel what has changed, if anything has. */
	synchronized void synchronize() {
		KernelSnapshot snapshot = kernel.snapshots().latest();
		if (snapshot == null || !kernel.isConnected()) {
			return;
		}
		Set<Breakpoint> wanted = new LinkedHashSet<>();
		if (manager().isEnabled()) {
			for (EntryBreakpoint each : EntryBreakpoint.all()) {
				if (isEnabled(each)) {
					resolve(each, snapshot).ifPresent(wanted::add);
				}
			}
		}
		Set<Breakpoint> unwanted = new HashSet<>(active);
		unwanted.removeAll(wanted);
		wanted.removeAll(active);
		for (Breakpoint each : unwanted) {
			active.remove(each);
			kernel.session().removeBreakpoint(each).exceptionally(e -> report(each, e));
		}
		for (Breakpoint each : wanted) {
			active.add(each);
			kernel.session().addBreakpoint(each).exceptionally(e -> report(each, e));
		}
	}

	private Void report(Breakpoint breakpoint, Throwable failure) {
		if (kernel.isConnected()) {
			Throwable cause = BridgeException.unwrap(failure);
			kernel.report(FlukeDebug.error(
					NLS.bind(Messages.KernelBreakpoints_refused, breakpoint.entry().name(), cause.getMessage()), cause));
		}
		return null;
	}

	private static boolean isEnabled(EntryBreakpoint breakpoint) {
		try {
			return breakpoint.isEnabled();
		} catch (CoreException e) {
			return false; // its marker is going
		}
	}

	private Optional<Breakpoint> resolve(EntryBreakpoint breakpoint, KernelSnapshot snapshot) {
		Optional<EntryPoint> entry = kernel.api().entryPoint(breakpoint.entry());
		return entry.flatMap(e -> switch (breakpoint.scope()) {
		case ALL -> Optional.of(Breakpoint.forAll(e));
		case SPACE -> spaceOf(breakpoint.name(), snapshot).map(id -> Breakpoint.forSpace(e, id));
		case THREAD -> snapshot.threads().stream().filter(t -> t.name().equals(breakpoint.name())).findFirst()
				.map(t -> Breakpoint.forThread(e, t.tid()));
		});
	}

	private static Optional<Integer> spaceOf(String name, KernelSnapshot snapshot) {
		return snapshot.threads().stream().filter(t -> t.space().equals(name)).flatMap(t -> t.links().stream())
				.filter(l -> l.name().equals("space") && l.id() != 0).map(ThreadState.Link::id).findFirst(); //$NON-NLS-1$
	}

	/**
	 * @param thread that stands on an entry point
	 * @return the breakpoints that hold for it there
	 */
	IBreakpoint[] at(ThreadState thread) {
		List<IBreakpoint> found = new ArrayList<>();
		String entry = thread.entry().map(EntryPoint::name).orElse(null);
		for (EntryBreakpoint each : EntryBreakpoint.all()) {
			boolean his = switch (each.scope()) {
			case ALL -> thread.isScenario();
			case SPACE -> each.name().equals(thread.space());
			case THREAD -> each.name().equals(thread.name());
			};
			if (his && Objects.equals(each.entry(), entry) && isEnabled(each)) {
				found.add(each);
			}
		}
		return found.toArray(IBreakpoint[]::new);
	}

	@Override
	public void breakpointAdded(IBreakpoint breakpoint) {
		changed(breakpoint);
	}

	@Override
	public void breakpointRemoved(IBreakpoint breakpoint, IMarkerDelta delta) {
		changed(breakpoint);
	}

	@Override
	public void breakpointChanged(IBreakpoint breakpoint, IMarkerDelta delta) {
		changed(breakpoint);
	}

	private void changed(IBreakpoint breakpoint) {
		if (breakpoint instanceof EntryBreakpoint) {
			synchronize();
		}
	}

	@Override
	public void breakpointManagerEnablementChanged(boolean enabled) {
		synchronize();
	}
}
