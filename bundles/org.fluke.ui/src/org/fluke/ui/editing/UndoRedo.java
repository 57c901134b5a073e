// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editing;

import org.eclipse.core.commands.operations.IUndoContext;
import org.eclipse.core.commands.operations.UndoContext;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.actions.ActionFactory;
import org.eclipse.ui.operations.RedoActionHandler;
import org.eclipse.ui.operations.UndoActionHandler;
import org.fluke.debug.KernelThread;

/** The platform's Edit > Undo and Redo in a view: those of the thread that the view shows. */
public final class UndoRedo {

	private static final IUndoContext NOBODY = new UndoContext();

	private final UndoActionHandler undo;
	private final RedoActionHandler redo;

	/** @param site of the view */
	public UndoRedo(IViewSite site) {
		undo = new UndoActionHandler(site, NOBODY);
		redo = new RedoActionHandler(site, NOBODY);
		site.getActionBars().setGlobalActionHandler(ActionFactory.UNDO.getId(), undo);
		site.getActionBars().setGlobalActionHandler(ActionFactory.REDO.getId(), redo);
		site.getActionBars().updateActionBars();
	}

	/** @param thread whose changes are undone and redone from now on, null for nobody's */
	public void show(KernelThread thread) {
		IUndoContext context = thread == null ? NOBODY : FrameEditing.context(thread);
		undo.setContext(context);
		redo.setContext(context);
	}
}
