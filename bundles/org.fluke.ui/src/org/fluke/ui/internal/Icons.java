// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.internal;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.ImageRegistry;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.ResourceLocator;
import org.eclipse.swt.graphics.Image;
import org.fluke.bridge.api.Cause;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.PlatformUI;
import org.fluke.debug.KernelThread;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.ObjectState;
import org.fluke.debug.snapshot.RunState;
import org.fluke.ui.FlukeUi;

/** The images of this bundle: scalable drawings in {@code icons/} that suit light and dark themes. */
public final class Icons {

	/** A group of words. */
	public static final String GROUP = "group"; //$NON-NLS-1$
	/** A word of a frame. */
	public static final String WORD = "word"; //$NON-NLS-1$
	/** A word of a frame with a pending edit. */
	public static final String WORD_CHANGED = "word_changed"; //$NON-NLS-1$
	/** A word of a frame that can't be edited. */
	public static final String WORD_LOCKED = "word_locked"; //$NON-NLS-1$
	/** Something decoded from several words. */
	public static final String DETAIL = "detail"; //$NON-NLS-1$
	/** A link to another object. */
	public static final String LINK = "link"; //$NON-NLS-1$
	/** A kernel that runs. */
	public static final String KERNEL = "kernel"; //$NON-NLS-1$
	/** A kernel that has ended. */
	public static final String KERNEL_GONE = "kernel_gone"; //$NON-NLS-1$
	/** A frame. */
	public static final String FRAME = "frame"; //$NON-NLS-1$
	/** A thread that does not exist any more. */
	public static final String THREAD_GONE = "thread_gone"; //$NON-NLS-1$
	/** The product. */
	public static final String FLUKE = "fluke"; //$NON-NLS-1$

	/** A space. */
	public static final String SPACE = "space"; //$NON-NLS-1$
	/** Kernel objects. */
	public static final String OBJECTS = "objects"; //$NON-NLS-1$
	/** A mutex that somebody holds. */
	public static final String MUTEX_LOCKED = "mutex_locked"; //$NON-NLS-1$
	/** An entry point. */
	public static final String ENTRY_POINT = "entry_point"; //$NON-NLS-1$
	/** A graph of who waits for whom. */
	public static final String WAIT_FOR = "wait_for"; //$NON-NLS-1$
	/** Recording. */
	public static final String RECORD = "record"; //$NON-NLS-1$

	private Icons() {
	}

	/**
	 * @param name one of the constants
	 * @return a shared image; never dispose it
	 */
	public static Image get(String name) {
		ImageRegistry registry = JFaceResources.getImageRegistry();
		String key = FlukeUi.PLUGIN_ID + '/' + name;
		Image image = registry.get(key);
		if (image == null) {
			registry.put(key, descriptor(name));
			image = registry.get(key);
		}
		return image;
	}

	/**
	 * @param name one of the constants
	 * @return how to make the image
	 */
	public static ImageDescriptor descriptor(String name) {
		return ResourceLocator.imageDescriptorFromBundle(FlukeUi.PLUGIN_ID, "icons/" + name + ".svg") //$NON-NLS-1$ //$NON-NLS-2$
				.orElseGet(ImageDescriptor::getMissingImageDescriptor);
	}

	/** @return the platform's image of an error; never dispose it */
	public static Image error() {
		return shared(ISharedImages.IMG_OBJS_ERROR_TSK);
	}

	/** @return the platform's image of a warning; never dispose it */
	public static Image warning() {
		return shared(ISharedImages.IMG_OBJS_WARN_TSK);
	}

	/** @return the platform's image of an information; never dispose it */
	public static Image information() {
		return shared(ISharedImages.IMG_OBJS_INFO_TSK);
	}

	private static Image shared(String symbol) {
		return PlatformUI.getWorkbench().getSharedImages().getImage(symbol);
	}

	/**
	 * @param state of a thread
	 * @return a shared image
	 */
	public static Image thread(RunState state) {
		return get(switch (state) {
		case RUNNING -> "thread_running"; //$NON-NLS-1$
		case RUNNABLE -> "thread_runnable"; //$NON-NLS-1$
		case SLEEPING -> "thread_sleeping"; //$NON-NLS-1$
		case STOPPED -> "thread_stopped"; //$NON-NLS-1$
		});
	}

	/**
	 * @param object any
	 * @param snapshot that it is from
	 * @return a shared image
	 */
	public static Image object(ObjectState object, KernelSnapshot snapshot) {
		if (object.is("thread")) { //$NON-NLS-1$
			return snapshot.thread(object.id()).map(t -> thread(t.runState())).orElseGet(() -> get(THREAD_GONE));
		}
		return get(object.is("mutex") && object.word("locked") != 0 ? MUTEX_LOCKED : object.type().name()); //$NON-NLS-1$ //$NON-NLS-2$
	}

	/**
	 * @param cause of an event
	 * @return a shared image
	 */
	public static Image event(Cause cause) {
		return get(switch (cause.name()) {
		case "fault-soft", "fault-hard" -> "event_fault"; //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$
		case "sleep" -> "event_sleep"; //$NON-NLS-1$ //$NON-NLS-2$
		case "wake" -> "event_wake"; //$NON-NLS-1$ //$NON-NLS-2$
		case "advance" -> "event_advance"; //$NON-NLS-1$ //$NON-NLS-2$
		case "roll-back", "interrupt" -> "event_roll_back"; //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$
		case "complete" -> "event_complete"; //$NON-NLS-1$ //$NON-NLS-2$
		case "edit" -> "event_edit"; //$NON-NLS-1$ //$NON-NLS-2$
		default -> "event"; //$NON-NLS-1$
		});
	}

	/**
	 * @param thread any
	 * @return a shared image
	 */
	public static Image thread(KernelThread thread) {
		return thread.isTerminated() ? get(THREAD_GONE) : thread(thread.state().runState());
	}
}
