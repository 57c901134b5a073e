// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.FrameWord;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.model.Link;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.Word;
import org.fluke.ui.commands.RequestJob;
import org.fluke.ui.selection.ThreadSelection;

/** Makes a live thread what a saved one was, or creates it anew where there is none, after telling what that means. */
public final class RestoreThreadHandler extends AbstractHandler {

	private static final String FLAGS = "flags"; //$NON-NLS-1$

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
		KernelDebugTarget kernel = ThreadSelection.of(window).kernel();
		if (kernel == null || !(HandlerUtil.getCurrentStructuredSelection(event).getFirstElement() instanceof ThreadObject wanted)) {
			return null;
		}
		Snapshot snapshot = (Snapshot) wanted.eContainer();
		if (!"%08x".formatted(kernel.api().digest()).equals(snapshot.getTableDigest())) { //$NON-NLS-1$
			refuse(window, Messages.RestoreThreadHandler_table);
			return null;
		}
		String name = ObjectTree.name(wanted);
		KernelThread thread = live(kernel, wanted, name).orElse(null);
		String text;
		if (thread == null) {
			text = NLS.bind(Messages.RestoreThreadHandler_create, new Object[] { kernel.getName(), name,
					kernel.decoder().sentence(wanted) });
		} else {
			ThreadState state = thread.state();
			FrameEdit edit = edit(kernel.api(), state, wanted);
			List<String> others = otherLinks(state, wanted);
			if (edit.isEmpty() && others.isEmpty()) {
				MessageDialog.openInformation(window.getShell(), Messages.RestoreThreadHandler_title,
						NLS.bind(Messages.RestoreThreadHandler_same, name));
				return null;
			}
			text = NLS.bind(Messages.RestoreThreadHandler_ask, name,
					edit.isEmpty() ? kernel.decoder().sentence(wanted) : edit.preview());
			for (FrameEdit.Problem problem : edit.problems()) {
				text += NLS.bind(Messages.RestoreThreadHandler_problem, problem.word().name(), problem.message());
			}
			if (!others.isEmpty()) {
				text += NLS.bind(Messages.RestoreThreadHandler_links, String.join(", ", others)); //$NON-NLS-1$
			}
		}
		if (MessageDialog.openConfirm(window.getShell(), Messages.RestoreThreadHandler_title, text)) {
			ThreadObject as = thread == null ? wanted
					: kernel.snapshots().latest().threadModel(thread.tid()).orElse(wanted);
			new RequestJob(NLS.bind(Messages.RestoreThreadHandler_job, name), () -> kernel.requestRestore(wanted, as)).schedule();
		}
		return null;
	}

	private static void refuse(IWorkbenchWindow window, String reason) {
		MessageDialog.openError(window.getShell(), Messages.RestoreThreadHandler_title, reason);
	}

	/** The thread of the same number and name, or else the only one of the same name: numbers may differ in another run. */
	private static Optional<KernelThread> live(KernelDebugTarget kernel, ThreadObject wanted, String name) {
		Optional<KernelThread> same = kernel.thread(wanted.getId()).filter(t -> t.getName().equals(name));
		if (same.isPresent()) {
			return same;
		}
		List<KernelThread> named = kernel.threads().stream().filter(t -> t.getName().equals(name)).toList();
		return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
	}

	/** All words but those that belong to the live thread itself: its identity, whether it is stopped, and its last event. */
	private static FrameEdit edit(ApiTable api, ThreadState state, ThreadObject wanted) {
		FrameEdit edit = new FrameEdit(api, state.words());
		int own = FrameEdit.ownFlags(api);
		for (FrameWord word : api.frameWords()) {
			Word saved = wanted.getFrame().word(word.name());
			if (saved != null && !FrameEdit.isReadOnly(word)) {
				edit.set(word, word.name().equals(FLAGS) ? saved.getValue() & ~own | state.word(word) & own
						: saved.getValue());
			}
		}
		return edit;
	}

	private static List<String> otherLinks(ThreadState state, ThreadObject wanted) {
		List<String> others = new ArrayList<>();
		for (ThreadState.Link link : state.links()) {
			Link saved = wanted.link(link.name());
			// Numbers are of another run, names are not.
			if (saved != null && !ObjectTree.target(saved).equals(link.target())) {
				others.add(link.name() + ' ' + (saved.getTargetId() == 0 ? Messages.WordTable_null : ObjectTree.target(saved)));
			}
		}
		return others;
	}
}
