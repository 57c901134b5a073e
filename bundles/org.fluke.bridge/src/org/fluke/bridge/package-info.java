// SPDX-License-Identifier: EPL-2.0
/**
 * A running Fluke kernel as a Java object: {@link org.fluke.bridge.KernelSession} speaks through the live door,
 * {@link org.fluke.bridge.FrameDecoder} says in words what a thread is about to do, and
 * {@link org.fluke.bridge.FrameEdit} validates changes to a frame.
 * <p>
 * No Eclipse user interface, no OSGi at run time: the package works from a plain class path.
 */
package org.fluke.bridge;
