// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.internal;

import java.util.List;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.Cause;
import org.fluke.bridge.api.FrameWord;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.RunState;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.debug.snapshot.ThreadState.Link;
import org.fluke.model.KernelObject;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.Word;

/** Makes an immutable snapshot of the bridge's model. */
public final class SnapshotReader {

	private final ApiTable api;

	/** @param api what is known of the kernel's API */
	public SnapshotReader(ApiTable api) {
		this.api = api;
	}

	/**
	 * @param model as the bridge delivers it
	 * @return the same, never to change
	 */
	public KernelSnapshot read(Snapshot model) {
		List<ThreadState> threads = model.getObjects().stream().filter(ThreadObject.class::isInstance)
				.map(o -> thread((ThreadObject) o)).toList();
		return new KernelSnapshot(model.getSequence(), model.getIcount(), text(model.getConfiguration()),
				text(model.getKernelVersion()), threads, model);
	}

	private ThreadState thread(ThreadObject thread) {
		int[] words = new int[api.frameWords().size()];
		if (thread.getFrame() != null) {
			for (FrameWord word : api.frameWords()) {
				Word value = thread.getFrame().word(word.name());
				words[word.index()] = value == null ? 0 : value.getValue();
			}
		}
		List<Link> links = thread.getLinks().stream()
				.map(l -> link(l.getRole(), l.getTargetId(), l.getTarget())).toList();
		Cause cause = api.cause(thread.getCause() == null ? 0 : thread.getCause().getValue());
		RunState state = RunState.of(thread.getState() == null ? 0 : thread.getState().getValue());
		String name = text(thread.getName());
		return new ThreadState(api, thread.getId(), name.isEmpty() ? "thread " + thread.getId() : name, //$NON-NLS-1$
				text(thread.getSpaceName()), state, cause, thread.isScenario(), words, links);
	}

	private static Link link(String role, int id, KernelObject target) {
		if (id == 0) {
			return new Link(role, 0, "", ""); //$NON-NLS-1$ //$NON-NLS-2$
		}
		String type = target == null ? "object" : target.getType().getLiteral(); //$NON-NLS-1$
		String name = target == null ? "" : text(target.getName()); //$NON-NLS-1$
		return new Link(role, id, type, name.isEmpty() ? Integer.toString(id) : name);
	}

	private static String text(String text) {
		return text == null ? "" : text; //$NON-NLS-1$
	}
}
