// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.FrameDecoder;
import org.fluke.debug.RestartPointFrame;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.ObjectState;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.ui.internal.Messages;

/** An object's state in a few words, from its own words and from who refers to it in the same snapshot. */
final class ObjectText {

	private static final int READ = 1;
	private static final int WRITE = 2;

	private ObjectText() {
	}

	/**
	 * @param object any
	 * @param snapshot that it is from
	 * @return its state; empty if there is nothing to say
	 */
	static String state(ObjectState object, KernelSnapshot snapshot) {
		return switch (object.type().name()) {
		case "mutex" -> mutex(object, snapshot); //$NON-NLS-1$
		case "cond" -> waiters(object, snapshot); //$NON-NLS-1$
		case "mapping" -> NLS.bind(Messages.ObjectText_mapping, range(object), protection(object.word("prot"))); //$NON-NLS-1$ //$NON-NLS-2$
		case "region" -> NLS.bind(Messages.ObjectText_region, range(object), protection(object.word("max_prot"))); //$NON-NLS-1$ //$NON-NLS-2$
		case "port" -> join(NLS.bind(Messages.ObjectText_port, FrameDecoder.hex(object.word("alias"))), //$NON-NLS-1$ //$NON-NLS-2$
				waiters(object, snapshot));
		case "pset" -> join(NLS.bind(Messages.ObjectText_pset, count(object, snapshot, "pset")), //$NON-NLS-1$ //$NON-NLS-2$
				NLS.bind(Messages.ObjectText_servers, count(object, snapshot, "waiting_for"))); //$NON-NLS-1$
		case "space" -> NLS.bind(Messages.ObjectText_space, snapshot.referencesTo(object.id()).stream() //$NON-NLS-1$
				.filter(r -> r.from().is("thread") && r.role().equals("space")).count()); //$NON-NLS-1$ //$NON-NLS-2$
		case "thread" -> snapshot.thread(object.id()).map(ObjectText::thread).orElse(""); //$NON-NLS-1$ //$NON-NLS-2$
		case "ref" -> object.link("target").map(l -> NLS.bind(Messages.ObjectText_reference, l.target())) //$NON-NLS-1$ //$NON-NLS-2$
				.orElse(object.word("type") == 0 ? Messages.ObjectText_null : Messages.ObjectText_unseen); //$NON-NLS-1$
		default -> ""; //$NON-NLS-1$
		};
	}

	private static String mutex(ObjectState mutex, KernelSnapshot snapshot) {
		String owner = mutex.link("owner").map(l -> NLS.bind(Messages.ObjectText_lockedBy, l.targetName())) //$NON-NLS-1$
				.orElse(mutex.word("locked") == 0 ? Messages.ObjectText_free : Messages.ObjectText_locked); //$NON-NLS-1$
		return join(owner, waiters(mutex, snapshot));
	}

	private static String thread(ThreadState thread) {
		return NLS.bind(Messages.ObjectText_thread, thread.runState().label(), RestartPointFrame.describe(thread));
	}

	private static String waiters(ObjectState object, KernelSnapshot snapshot) {
		long count = count(object, snapshot, "waiting_for"); //$NON-NLS-1$
		return count == 0 ? "" : NLS.bind(Messages.ObjectText_waiting, count); //$NON-NLS-1$
	}

	private static long count(ObjectState object, KernelSnapshot snapshot, String role) {
		return snapshot.referencesTo(object.id()).stream().filter(r -> r.role().equals(role)).count();
	}

	private static String range(ObjectState object) {
		int start = object.word("start_va"); //$NON-NLS-1$
		int size = object.word("size"); //$NON-NLS-1$
		return size == 0 ? Messages.ObjectText_empty
				: NLS.bind(Messages.ObjectText_range, FrameDecoder.hex(start), FrameDecoder.hex(start + size - 1));
	}

	private static String protection(int bits) {
		List<String> words = new ArrayList<>();
		if ((bits & READ) != 0) {
			words.add(Messages.ObjectText_read);
		}
		if ((bits & WRITE) != 0) {
			words.add(Messages.ObjectText_write);
		}
		return words.isEmpty() ? Messages.ObjectText_none : String.join(" ", words); //$NON-NLS-1$
	}

	private static String join(String first, String second) {
		return second.isEmpty() ? first : first.isEmpty() ? second : NLS.bind(Messages.ObjectText_and, first, second);
	}
}
