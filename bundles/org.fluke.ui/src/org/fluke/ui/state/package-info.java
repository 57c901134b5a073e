// SPDX-License-Identifier: EPL-2.0
/** Snapshots in {@code .flukestate} files: saving one, the editor, comparing two, restoring a thread from one. */
package org.fluke.ui.state;
