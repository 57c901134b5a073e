// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.commands;

import java.util.Arrays;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Group;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.bridge.Breakpoint.Scope;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.debug.EntryBreakpoint;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.selection.ThreadSelection;

/**
 * Adds a breakpoint on an entry point, for the selected thread, for its space or for all threads: those of the
 * parameters, or those that the user chooses.
 */
public final class BreakOnEntryHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
		KernelDebugTarget kernel = ThreadSelection.of(window).kernel();
		KernelThread thread = ThreadSelection.of(window).thread();
		ApiTable api = kernel == null ? ApiTable.bundled() : kernel.api();
		String name = event.getParameter(FlukeUi.BREAK_ON_ENTRY_NAME);
		EntryPoint entry;
		Scope scope;
		if (name != null) {
			entry = api.entryPoint(name)
					.orElseThrow(() -> new ExecutionException(NLS.bind(Messages.RunToEntryHandler_noEntry, name)));
			scope = scope(event.getParameter(FlukeUi.BREAK_ON_ENTRY_SCOPE), thread);
		} else {
			ScopeDialog dialog = new ScopeDialog(window, api, thread);
			entry = dialog.choose();
			scope = dialog.scope;
		}
		if (entry == null) {
			return null;
		}
		try {
			return EntryBreakpoint.add(entry, scope, switch (scope) {
			case ALL -> ""; //$NON-NLS-1$
			case SPACE -> thread.state().space();
			case THREAD -> thread.getName();
			});
		} catch (CoreException e) {
			throw new ExecutionException(e.getMessage(), e);
		}
	}

	private static Scope scope(String name, KernelThread thread) throws ExecutionException {
		Scope scope = name == null ? Scope.ALL
				: Arrays.stream(Scope.values()).filter(s -> s.name().equalsIgnoreCase(name)).findFirst()
						.orElseThrow(() -> new ExecutionException(NLS.bind(Messages.BreakOnEntryHandler_noScope, name)));
		if (scope != Scope.ALL && thread == null) {
			throw new ExecutionException(Messages.ThreadHandler_noThread);
		}
		return scope;
	}

	/** The dialog of entry points, and below it whose threads are to stop there. */
	private static final class ScopeDialog extends EntryPointDialog {

		private final KernelThread thread;
		private Scope scope;

		ScopeDialog(IWorkbenchWindow window, ApiTable api, KernelThread thread) {
			super(window.getShell(), api, Messages.BreakOnEntryHandler_title);
			this.thread = thread;
			scope = thread == null ? Scope.ALL : Scope.THREAD;
			if (thread != null && thread.state().entry().isPresent()) {
				setInitialSelections(thread.state().entry().get());
			}
		}

		@Override
		protected Control createDialogArea(Composite parent) {
			Composite area = (Composite) super.createDialogArea(parent);
			Group group = new Group(area, SWT.NONE);
			group.setText(Messages.BreakOnEntryHandler_scope);
			group.setLayout(new GridLayout());
			if (thread != null) {
				choice(group, NLS.bind(Messages.BreakOnEntryHandler_thread, thread.getName()), Scope.THREAD);
				choice(group, NLS.bind(Messages.BreakOnEntryHandler_space, thread.state().space()), Scope.SPACE);
			}
			choice(group, Messages.BreakOnEntryHandler_all, Scope.ALL);
			return area;
		}

		private void choice(Composite parent, String text, Scope value) {
			Button button = new Button(parent, SWT.RADIO);
			button.setText(text);
			button.setSelection(scope == value);
			button.addListener(SWT.Selection, e -> scope = button.getSelection() ? value : scope);
		}
	}
}
