// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.internal;

import java.util.List;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.Cause;
import org.fluke.bridge.api.FrameWord;
import org.fluke.bridge.api.ObjectType;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.ObjectState;
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
	private final CpuShares shares = new CpuShares();

	/** @param api what is known of the kernel's API */
	public SnapshotReader(ApiTable api) {
		this.api = api;
	}

	/**
	 * @param model as the bridge delivers it
	 * @return the same, never to change
	 */
	public synchronized KernelSnapshot read(Snapshot model) {
		shares.take(model);
		List<ThreadState> threads = model.getObjects().stream().filter(ThreadObject.class::isInstance)
				.map(o -> thread((ThreadObject) o)).toList();
		List<ObjectState> objects = model.getObjects().stream().map(this::object).toList();
		return new KernelSnapshot(model.getSequence(), model.getIcount(), text(model.getConfiguration()),
				text(model.getKernelVersion()), threads, objects, model);
	}

	private ObjectState object(KernelObject object) {
		ObjectType type = api.objectTypes().get(object.getType().getValue());
		int[] words = object instanceof ThreadObject thread ? words(thread)
				: object.getWords().stream().mapToInt(Word::getValue).toArray();
		return new ObjectState(type, object.getId(), name(object), object.getAddress(), text(object.getSpaceName()),
				object.isScenario(), words, links(object));
	}

	/** The bridge has the frame's words in the table's order; what another source lacks is 0. */
	private int[] words(ThreadObject thread) {
		int[] words = new int[api.frameWords().size()];
		if (thread.getFrame() != null) {
			List<Word> given = thread.getFrame().getWords();
			for (FrameWord word : api.frameWords()) {
				Word value = word.index() < given.size() && word.name().equals(given.get(word.index()).getName())
						? given.get(word.index()) : thread.getFrame().word(word.name());
				words[word.index()] = value == null ? 0 : value.getValue();
			}
		}
		return words;
	}

	private static List<Link> links(KernelObject object) {
		return object.getLinks().stream().map(l -> link(l.getRole(), l.getTargetId(), l.getTarget())).toList();
	}

	private static String name(KernelObject object) {
		String name = text(object.getName());
		return name.isEmpty() ? object.getType().getLiteral() + ' ' + object.getId() : name;
	}

	private ThreadState thread(ThreadObject thread) {
		Cause cause = api.cause(thread.getCause() == null ? 0 : thread.getCause().getValue());
		RunState state = RunState.of(thread.getState() == null ? 0 : thread.getState().getValue());
		return new ThreadState(api, thread.getId(), name(thread), text(thread.getSpaceName()), state, cause,
				thread.isScenario(), words(thread), links(thread), shares.of(thread.getId()));
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
