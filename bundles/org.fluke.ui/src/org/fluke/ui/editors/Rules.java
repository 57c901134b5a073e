// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editors;

import java.util.function.IntPredicate;

import org.eclipse.jface.text.rules.EndOfLineRule;
import org.eclipse.jface.text.rules.IPredicateRule;
import org.eclipse.jface.text.rules.IRule;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.IWordDetector;
import org.eclipse.jface.text.rules.MultiLineRule;
import org.eclipse.jface.text.rules.PatternRule;
import org.eclipse.jface.text.rules.SingleLineRule;
import org.eclipse.jface.text.rules.Token;
import org.eclipse.jface.text.rules.WordRule;

/** Rules that several languages share. */
final class Rules {

	private Rules() {
	}

	/** @return comments and strings as C and the assembler's sources have them */
	static IPredicateRule[] cPartitions() {
		IToken comment = new Token(SourceReconciler.COMMENT);
		IToken string = new Token(SourceReconciler.STRING);
		return new IPredicateRule[] { new MultiLineRule("/*", "*/", comment, (char) 0, true), //$NON-NLS-1$ //$NON-NLS-2$
				new EndOfLineRule("//", comment), new SingleLineRule("\"", "\"", string, '\\', true), //$NON-NLS-1$ //$NON-NLS-2$ //$NON-NLS-3$
				new SingleLineRule("'", "'", string, '\\', true) }; //$NON-NLS-1$ //$NON-NLS-2$
	}

	/** @return lines that begin with # */
	static IRule directive() {
		PatternRule line = new EndOfLineRule("#", Colours.DIRECTIVE.token(), '\\', true); //$NON-NLS-1$
		line.setColumnConstraint(0);
		return line;
	}

	/** @return words that begin so and go on so; those that are not {@link WordRule#addWord added} get the default */
	static WordRule words(IntPredicate first, IntPredicate others, IToken byDefault) {
		return new WordRule(new IWordDetector() {
			@Override
			public boolean isWordStart(char c) {
				return first.test(c);
			}

			@Override
			public boolean isWordPart(char c) {
				return others.test(c);
			}
		}, byDefault);
	}

	static WordRule add(WordRule rule, IToken token, String words) {
		for (String word : words.split(" ")) { //$NON-NLS-1$
			rule.addWord(word, token);
		}
		return rule;
	}

	static IRule numbers() {
		return words(Character::isDigit, c -> Character.isLetterOrDigit(c), Colours.NUMBER.token());
	}
}
