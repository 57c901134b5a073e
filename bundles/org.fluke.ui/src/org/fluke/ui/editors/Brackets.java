// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editors;

import org.eclipse.jface.text.source.DefaultCharacterPairMatcher;

/** Finds the other bracket. */
public final class Brackets extends DefaultCharacterPairMatcher {

	/** For the platform. */
	public Brackets() {
		super("(){}[]".toCharArray()); //$NON-NLS-1$
	}
}
