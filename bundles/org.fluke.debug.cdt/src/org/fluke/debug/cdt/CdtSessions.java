// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.cdt;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.cdt.dsf.datamodel.IDMContext;
import org.eclipse.cdt.dsf.gdb.launching.GdbLaunch;
import org.eclipse.debug.core.ILaunch;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.launch.SourceSessionListener;

/** The sessions of CDT at live doors. */
public final class CdtSessions implements SourceSessionListener {

	private static final Map<String, LiveDoorSession> SESSIONS = new ConcurrentHashMap<>();

	@Override
	public void attached(ILaunch session, KernelDebugTarget kernel) {
		if (session instanceof GdbLaunch launch) {
			String id = launch.getSession().getId();
			SESSIONS.put(id, new LiveDoorSession(launch, kernel, () -> SESSIONS.remove(id)));
		}
	}

	@Override
	public void selected(KernelThread thread) {
		SESSIONS.values().forEach(s -> s.select(thread));
	}

	/**
	 * @param context of CDT
	 * @return the thread that it belongs to, empty if it belongs to none of ours
	 */
	static Optional<KernelThread> thread(IDMContext context) {
		return Optional.ofNullable(SESSIONS.get(context.getSessionId())).flatMap(s -> s.thread(context));
	}
}
