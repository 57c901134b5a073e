// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editors;

import java.util.Locale;

import org.eclipse.jface.text.TextAttribute;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.Token;
import org.eclipse.swt.SWT;
import org.eclipse.ui.PlatformUI;

/** What is coloured in a source; the colours are those of the preferences, <em>Colors and Fonts &gt; Fluke</em>. */
enum Colours {

	COMMENT(SWT.NORMAL), STRING(SWT.NORMAL), KEYWORD(SWT.BOLD), TYPE(SWT.NORMAL), DIRECTIVE(SWT.NORMAL), NUMBER(SWT.NORMAL);

	private static final String PREFIX = "org.fluke.ui.editor."; //$NON-NLS-1$

	private final int style;

	Colours(int style) {
		this.style = style;
	}

	/** @return a token whose colour is the theme's at the moment at which it is used */
	IToken token() {
		return new Token(this) {
			@Override
			public Object getData() {
				return new TextAttribute(PlatformUI.getWorkbench().getThemeManager().getCurrentTheme().getColorRegistry()
						.get(id()), null, style);
			}
		};
	}

	private String id() {
		return PREFIX + name().toLowerCase(Locale.ROOT);
	}

	static boolean isOne(String property) {
		return property.startsWith(PREFIX);
	}
}
