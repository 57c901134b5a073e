// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.content.IContentType;
import org.eclipse.core.runtime.content.IContentTypeManager;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.jface.text.ITextViewer;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.ui.IEditorPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.ide.IDE;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.project.KernelProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel's sources in the generic editor, as it shows them without C/C++ development tools. */
class SourceEditorTest {

	private static final String DARK = "org.eclipse.e4.ui.css.theme.e4_dark";
	private static final String LIGHT = "org.eclipse.e4.ui.css.theme.e4_default";

	private final Bench bench = new Bench();
	private IProject project;

	@BeforeEach
	void makeProject() throws Exception {
		bench.openPerspective();
		project = ResourcesPlugin.getWorkspace().getRoot().getProject("sources");
		project.create(null);
		project.open(null);
	}

	@AfterEach
	void cleanUp() throws Exception {
		bench.deleteProjects();
		bench.cleanUp();
	}

	@Test
	void cIsColoured() throws Exception {
		StyledText text = open("a.c", "/* one\n * two */\n#define N 3\nstatic u32 n = 0x10; // end\nchar *s = \"x\\\"y\"; int x86;\n");
		RGB comment = colour(text, "two");
		assertThat(colour(text, "one")).isEqualTo(comment);
		assertThat(colour(text, "end")).isEqualTo(comment);
		RGB keyword = colour(text, "static");
		RGB type = colour(text, "u32");
		RGB string = colour(text, "x\\\"y");
		RGB directive = colour(text, "define");
		RGB number = colour(text, "0x10");
		assertThat(new RGB[] { comment, keyword, type, string, directive, number }).doesNotContainNull().doesNotHaveDuplicates();
		assertThat(colour(text, "x86")).isNull();
		// A comment that begins above colours what is below, and gives it back.
		text.replaceTextRange(text.getText().indexOf("static"), 0, "/*");
		Eventually.see("a comment", () -> colour(text, "char"), comment::equals);
		text.replaceTextRange(text.getText().indexOf("/*static"), 2, "");
		Eventually.see("code again", () -> colour(text, "static"), keyword::equals);
		assertThat(colour(text, "char")).isEqualTo(type);
	}

	@Test
	void assemblyAndTablesAreColoured() throws Exception {
		StyledText text = open("a.S", "#include <x.h>\n.globl start /* c */\nstart: mov $1, %eax\n");
		assertThat(colour(text, "globl")).isNotNull().isNotEqualTo(colour(text, "eax"));
		assertThat(colour(text, "mov")).isNull();
		assertThat(colour(text, "eax")).isNotNull();
		text = open("a.tsv", "# comment\n0\tmutex\tMUTEX\n");
		assertThat(colour(text, "comment")).isNotNull();
		assertThat(colour(text, "0")).isNotNull();
	}

	@Test
	void ourTypesAreGeneralOnes() {
		IContentType plain = Platform.getContentTypeManager().getContentType(IContentTypeManager.CT_TEXT);
		for (String name : new String[] { "a.c", "a.h", "a.S", "a.tsv" }) {
			IContentType type = Platform.getContentTypeManager().findContentTypeFor(name);
			assertThat(type.getId()).startsWith("org.fluke.ui.");
			assertThat(type.isKindOf(plain)).isTrue();
		}
	}

	@Test
	void theKernelsSourcesInBothThemes() throws Exception {
		KernelProject kernel = KernelProject.create("kernel", KernelConfiguration.PROCESS_NP, null);
		IThemeEngine themes = PlatformUI.getWorkbench().getService(IThemeEngine.class);
		StyledText text = show(kernel.project().getFile("kern/mutex.c"));
		RGB light = colour(text, "SPDX");
		IWorkbenchPage page = bench.window().getActivePage();
		page.toggleZoom(page.getActivePartReference());
		bench.picture("source-c");
		show(kernel.project().getFile("arch/i386/trap.S"));
		bench.picture("source-assembly");
		themes.setTheme(DARK, false);
		try {
			text = show(kernel.project().getFile("kern/mutex.c"));
			StyledText shown = text;
			Eventually.see("colours of the dark theme", () -> colour(shown, "SPDX"), c -> c != null && !c.equals(light));
			bench.picture("source-c-dark");
		} finally {
			themes.setTheme(LIGHT, false);
		}
	}

	private StyledText open(String name, String text) throws Exception {
		IFile file = project.getFile(name);
		file.create(text.getBytes(), true, false, null);
		return show(file);
	}

	private StyledText show(IFile file) throws Exception {
		IEditorPart editor = IDE.openEditor(bench.window().getActivePage(), file);
		assertThat(editor.getSite().getId()).isEqualTo("org.eclipse.ui.genericeditor.GenericEditor");
		StyledText text = editor.getAdapter(ITextViewer.class).getTextWidget();
		Eventually.see("colours", () -> Arrays.stream(text.getStyleRanges()).anyMatch(r -> r.foreground != null), c -> c);
		return text;
	}

	private static RGB colour(StyledText text, String word) {
		int offset = text.getText().indexOf(word);
		assertThat(offset).as(word).isNotNegative();
		StyleRange range = text.getStyleRangeAtOffset(offset);
		return range == null || range.foreground == null ? null : range.foreground.getRGB();
	}
}
