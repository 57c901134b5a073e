// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.internal;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.ImageRegistry;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.ResourceLocator;
import org.eclipse.swt.graphics.Image;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.PlatformUI;
import org.fluke.debug.KernelThread;
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
	 * @param thread any
	 * @return a shared image
	 */
	public static Image thread(KernelThread thread) {
		return thread.isTerminated() ? get(THREAD_GONE) : thread(thread.state().runState());
	}
}
