// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IWorkspaceRunnable;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.model.IBreakpoint;
import org.fluke.bridge.Breakpoint.Scope;
import org.fluke.bridge.api.EntryPoint;

/**
 * Stops threads at an entry point: a breakpoint of the platform, kept in the workspace. It names threads and spaces by
 * their names, and so holds for every kernel that has them.
 */
public final class EntryBreakpoint extends org.eclipse.debug.core.model.Breakpoint {

	/** Type of the marker. */
	public static final String MARKER = FlukeDebug.PLUGIN_ID + ".entryBreakpoint"; //$NON-NLS-1$

	private static final String ENTRY = "org.fluke.debug.entry"; //$NON-NLS-1$
	private static final String SCOPE = "org.fluke.debug.scope"; //$NON-NLS-1$
	private static final String NAME = "org.fluke.debug.name"; //$NON-NLS-1$

	/** For the platform, which restores breakpoints from their markers. */
	public EntryBreakpoint() {
		// Has its marker set next.
	}

	/**
	 * Adds a breakpoint for all kernels; one that is there already is enabled.
	 *
	 * @param entry the entry point
	 * @param scope whose threads
	 * @param name of the space or thread, empty for all
	 * @return it
	 * @throws CoreException if it can't be kept in the workspace
	 */
	public static EntryBreakpoint add(EntryPoint entry, Scope scope, String name) throws CoreException {
		for (EntryBreakpoint each : all()) {
			if (each.entry().equals(entry.name()) && each.scope() == scope && each.name().equals(name)) {
				each.setEnabled(true);
				return each;
			}
		}
		EntryBreakpoint added = new EntryBreakpoint();
		IWorkspaceRunnable make = monitor -> {
			IMarker marker = ResourcesPlugin.getWorkspace().getRoot().createMarker(MARKER);
			added.setMarker(marker);
			marker.setAttribute(IBreakpoint.ID, FlukeDebug.MODEL_ID);
			marker.setAttribute(ENTRY, entry.name());
			marker.setAttribute(SCOPE, scope.name());
			marker.setAttribute(NAME, name);
			added.setPersisted(true);
			added.setEnabled(true);
		};
		ResourcesPlugin.getWorkspace().run(make, null);
		DebugPlugin.getDefault().getBreakpointManager().addBreakpoint(added);
		return added;
	}

	/** @return all that there are, enabled or not */
	static Iterable<EntryBreakpoint> all() {
		return java.util.Arrays.stream(DebugPlugin.getDefault().getBreakpointManager().getBreakpoints(FlukeDebug.MODEL_ID))
				.filter(EntryBreakpoint.class::isInstance).map(EntryBreakpoint.class::cast).toList();
	}

	/** @return name of the entry point */
	public String entry() {
		return attribute(ENTRY);
	}

	/** @return whose threads */
	public Scope scope() {
		String scope = attribute(SCOPE);
		for (Scope each : Scope.values()) {
			if (each.name().equals(scope)) {
				return each;
			}
		}
		return Scope.ALL;
	}

	/** @return name of the space or thread, empty for all */
	public String name() {
		return attribute(NAME);
	}

	private String attribute(String name) {
		IMarker marker = getMarker();
		return marker == null ? "" : marker.getAttribute(name, ""); //$NON-NLS-1$ //$NON-NLS-2$
	}

	@Override
	public String getModelIdentifier() {
		return FlukeDebug.MODEL_ID;
	}
}
