// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editors;

import org.eclipse.jface.text.rules.IRule;
import org.eclipse.jface.text.rules.Token;

/** Colours i386 assembly as gcc takes it: directives, registers, labels. */
public final class AssemblyReconciler extends SourceReconciler {

	/** For the platform. */
	public AssemblyReconciler() {
		super("assembly", Rules.cPartitions(), Rules.directive(), //$NON-NLS-1$
				Rules.words(c -> c == '.', AssemblyReconciler::isName, Colours.KEYWORD.token()),
				Rules.words(c -> c == '%', AssemblyReconciler::isName, Colours.TYPE.token()), name(), Rules.numbers());
	}

	private static boolean isName(int c) {
		return Character.isLetterOrDigit(c) || c == '_' || c == '.';
	}

	/** Names must be taken as a whole: their digits are no numbers. */
	private static IRule name() {
		return Rules.words(c -> Character.isLetter(c) || c == '_', AssemblyReconciler::isName, new Token(null));
	}
}
