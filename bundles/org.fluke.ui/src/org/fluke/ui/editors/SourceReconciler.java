// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.editors;

import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IDocumentExtension3;
import org.eclipse.jface.text.IDocumentPartitioner;
import org.eclipse.jface.text.ITextInputListener;
import org.eclipse.jface.text.ITextViewer;
import org.eclipse.jface.text.presentation.PresentationReconciler;
import org.eclipse.jface.text.rules.DefaultDamagerRepairer;
import org.eclipse.jface.text.rules.FastPartitioner;
import org.eclipse.jface.text.rules.IPredicateRule;
import org.eclipse.jface.text.rules.IRule;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.RuleBasedPartitionScanner;
import org.eclipse.jface.text.rules.RuleBasedScanner;
import org.eclipse.jface.util.IPropertyChangeListener;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.themes.IThemeManager;

/**
 * Colours a source. Comments and strings are partitions of the document, so that a change inside of one, or of where one
 * ends, colours as much as it must and no more.
 */
abstract class SourceReconciler extends PresentationReconciler {

	static final String COMMENT = "org.fluke.ui.comment"; //$NON-NLS-1$
	static final String STRING = "org.fluke.ui.string"; //$NON-NLS-1$
	private static final String[] TYPES = { COMMENT, STRING };

	private ITextViewer viewer;
	private final String partitioning;
	private final IPredicateRule[] partitions;
	private final ITextInputListener partitioner = new ITextInputListener() {
		@Override
		public void inputDocumentAboutToBeChanged(IDocument oldInput, IDocument newInput) {
			// The old one may be shown elsewhere, too.
		}

		@Override
		public void inputDocumentChanged(IDocument oldInput, IDocument newInput) {
			partition(newInput);
		}
	};
	private final IPropertyChangeListener recolour = e -> {
		if (Colours.isOne(e.getProperty()) || IThemeManager.CHANGE_CURRENT_THEME.equals(e.getProperty())) {
			viewer.invalidateTextPresentation();
		}
	};

	/**
	 * @param language gives the partitioning its name
	 * @param partitions where comments and strings are
	 * @param rules for the rest
	 */
	SourceReconciler(String language, IPredicateRule[] partitions, IRule... rules) {
		this.partitioning = "org.fluke.ui." + language; //$NON-NLS-1$
		this.partitions = partitions;
		setDocumentPartitioning(partitioning);
		RuleBasedScanner code = new RuleBasedScanner();
		code.setRules(rules);
		colour(IDocument.DEFAULT_CONTENT_TYPE, code);
		colour(COMMENT, allOf(Colours.COMMENT.token()));
		colour(STRING, allOf(Colours.STRING.token()));
	}

	private void colour(String type, RuleBasedScanner scanner) {
		DefaultDamagerRepairer both = new DefaultDamagerRepairer(scanner);
		setDamager(both, type);
		setRepairer(both, type);
	}

	private static RuleBasedScanner allOf(IToken token) {
		RuleBasedScanner scanner = new RuleBasedScanner();
		scanner.setDefaultReturnToken(token);
		return scanner;
	}

	@Override
	public void install(ITextViewer newViewer) {
		viewer = newViewer;
		// Ahead of our superclass, which asks for the partitions.
		viewer.addTextInputListener(partitioner);
		partition(viewer.getDocument());
		super.install(viewer);
		PlatformUI.getWorkbench().getThemeManager().addPropertyChangeListener(recolour);
	}

	@Override
	public void uninstall() {
		PlatformUI.getWorkbench().getThemeManager().removePropertyChangeListener(recolour);
		super.uninstall();
		viewer.removeTextInputListener(partitioner);
	}

	private void partition(IDocument document) {
		if (document instanceof IDocumentExtension3 extended && extended.getDocumentPartitioner(partitioning) == null) {
			RuleBasedPartitionScanner scanner = new RuleBasedPartitionScanner();
			scanner.setPredicateRules(partitions);
			IDocumentPartitioner made = new FastPartitioner(scanner, TYPES);
			extended.setDocumentPartitioner(partitioning, made);
			made.connect(document);
		}
	}
}
