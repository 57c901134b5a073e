// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editors;

import org.eclipse.jface.text.rules.EndOfLineRule;
import org.eclipse.jface.text.rules.IPredicateRule;
import org.eclipse.jface.text.rules.IRule;
import org.eclipse.jface.text.rules.Token;
import org.eclipse.jface.text.rules.WordRule;

/** Colours the tables of the kernel's API: comments, the first cell of each row. */
public final class TableReconciler extends SourceReconciler {

	/** For the platform. */
	public TableReconciler() {
		super("table", new IPredicateRule[] { comment() }, first(), //$NON-NLS-1$
				Rules.words(Character::isLetter, TableReconciler::isName, new Token(null)), Rules.numbers());
	}

	private static IPredicateRule comment() {
		EndOfLineRule comment = new EndOfLineRule("#", new Token(COMMENT)); //$NON-NLS-1$
		comment.setColumnConstraint(0);
		return comment;
	}

	private static IRule first() {
		WordRule first = Rules.words(TableReconciler::isName, TableReconciler::isName, Colours.KEYWORD.token());
		first.setColumnConstraint(0);
		return first;
	}

	private static boolean isName(int c) {
		return Character.isLetterOrDigit(c) || c == '_' || c == '-';
	}
}
