// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editors;

import org.eclipse.jface.text.rules.IRule;
import org.eclipse.jface.text.rules.Token;
import org.eclipse.jface.text.rules.WordRule;

/** Colours C, with the kernel's own types. */
public final class CReconciler extends SourceReconciler {

	private static final String KEYWORDS = "asm __asm__ auto break case const continue default do else enum extern for goto if" //$NON-NLS-1$
			+ " inline noreturn register restrict return sizeof static struct switch typedef typeof union volatile while" //$NON-NLS-1$
			+ " _Alignas _Alignof _Atomic _Bool _Generic _Noreturn _Static_assert __attribute__ __builtin_unreachable"; //$NON-NLS-1$
	private static final String TYPES = "void char short int long float double signed unsigned bool size_t uintptr_t" //$NON-NLS-1$
			+ " int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t u8 u16 u32 u64 s8 s16 s32 s64 kr_t" //$NON-NLS-1$
			+ " true false NULL"; //$NON-NLS-1$

	/** For the platform. */
	public CReconciler() {
		super("c", Rules.cPartitions(), Rules.directive(), words(), Rules.numbers()); //$NON-NLS-1$
	}

	private static IRule words() {
		// A word that is not ours must be taken as a whole: its digits are no numbers.
		WordRule words = Rules.words(Character::isJavaIdentifierStart, Character::isJavaIdentifierPart, new Token(null));
		Rules.add(words, Colours.KEYWORD.token(), KEYWORDS);
		return Rules.add(words, Colours.TYPE.token(), TYPES);
	}
}
