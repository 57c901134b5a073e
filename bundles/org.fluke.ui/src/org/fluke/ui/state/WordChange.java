// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import org.eclipse.core.commands.operations.AbstractOperation;
import org.eclipse.core.commands.operations.IUndoContext;
import org.eclipse.core.runtime.IAdaptable;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.api.ApiTable;
import org.fluke.model.ThreadObject;
import org.fluke.model.Word;

/** Changes one word of a saved frame, and back. */
final class WordChange extends AbstractOperation {

	private final ApiTable api;
	private final Word word;
	private final int before;
	private final int after;

	WordChange(IUndoContext context, ApiTable api, Word word, int value) {
		super(NLS.bind(Messages.StateEditor_edit, word.getName()));
		this.api = api;
		this.word = word;
		before = word.getValue();
		after = value;
		addContext(context);
	}

	@Override
	public IStatus execute(IProgressMonitor monitor, IAdaptable info) {
		set(after);
		return Status.OK_STATUS;
	}

	@Override
	public IStatus redo(IProgressMonitor monitor, IAdaptable info) {
		return execute(monitor, info);
	}

	@Override
	public IStatus undo(IProgressMonitor monitor, IAdaptable info) {
		set(before);
		return Status.OK_STATUS;
	}

	/** What the file says of the entry point follows the frame. */
	private void set(int value) {
		word.setValue(value);
		if (word.getName().equals("eip") && word.eContainer().eContainer() instanceof ThreadObject thread) { //$NON-NLS-1$
			thread.setEntry(api.at(value).filter(p -> !p.completed()).map(p -> p.entry().name()).orElse(null));
		}
	}
}
