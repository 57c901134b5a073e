// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.launch.SourceDebugger;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.selection.ThreadSelection;

/** Attaches CDT to the live door of the selected kernel: its Debug, Registers and OS Resources views show the kernel's threads. */
public final class AttachCdtHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) {
		KernelDebugTarget kernel = ThreadSelection.of(HandlerUtil.getActiveWorkbenchWindow(event)).kernel();
		if (kernel != null) {
			Job job = Job.create(Messages.AttachCdtHandler_name,
					(ICoreRunnable) monitor -> SourceDebugger.attach(kernel, monitor));
			job.setUser(true);
			job.schedule();
		}
		return null;
	}
}
