// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.eclipse.core.expressions.EvaluationContext;
import org.eclipse.core.expressions.EvaluationResult;
import org.eclipse.core.expressions.Expression;
import org.eclipse.core.expressions.ExpressionConverter;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.Platform;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.ui.ILaunchShortcut2;
import org.eclipse.debug.ui.actions.ILaunchable;
import org.eclipse.jface.preference.PreferenceDialog;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.console.ConsolePlugin;
import org.eclipse.ui.console.IConsole;
import org.eclipse.ui.console.IConsoleConstants;
import org.eclipse.ui.console.TextConsole;
import org.eclipse.ui.dialogs.PreferencesUtil;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.project.KernelBuilder;
import org.fluke.kernel.project.KernelProject;
import org.fluke.ui.FlukeUi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kernel of one's own:
 * <ol>
 * <li><em>New &gt; Fluke Kernel Project</em> copies the shipped sources; the workspace builds them by itself</li>
 * <li>an error in a source file appears on its line, and goes when it is mended</li>
 * <li>another configuration in the project's properties builds that one</li>
 * </ol>
 */
class KernelProjectUiTest {

	private final Bench bench = new Bench();

	@BeforeEach
	void openPerspective() throws Exception {
		bench.openPerspective();
	}

	@AfterEach
	void cleanUp() throws Exception {
		bench.cleanUp();
		bench.deleteProjects();
	}

	@Test
	void aProjectIsMadeBuiltBrokenAndMended() throws Exception {
		bench.openWizard(FlukeUi.NEW_PROJECT_WIZARD);
		Text name = bench.inDialog(Text.class, t -> t.getText().equals("fluke"));
		name.setText("a/b");
		bench.inDialog(Text.class, t -> t.getText().contains("/ is an invalid character"));
		assertThat(bench.button("Finish").isEnabled()).isFalse();
		name.setText("mykernel");
		assertThat(bench.button("Finish").isEnabled()).isTrue();
		bench.inDialog(Combo.class, c -> c.getItemCount() == 5).select(KernelConfiguration.INTERRUPT_PP.ordinal());
		bench.picture("new-kernel-project");
		bench.click(bench.button("Finish"));
		KernelProject kernel = KernelProject.named("mykernel").orElseThrow();
		IProject project = kernel.project();
		assertThat(project.getFile("LICENSE").exists()).isTrue();
		Eventually.see("the first build", () -> buildConsole("mykernel"), c -> c.contains("Built in"));
		assertThat(buildConsole("mykernel")).startsWith("make ").contains("CONFIG=interrupt-pp").contains("CC      kern/thread.c");
		assertThat(project.getFile("build/interrupt-pp/fluke.elf").exists()).isTrue();

		IFile source = project.getFile("kern/cond.c");
		String good = source.readString();
		int line = (int) good.lines().count() + 1;
		write(source, good + "int broken(void) { return undefined_thing; }\n");
		Eventually.see("a marker on the line", () -> problems(project), p -> p.contains("cond.c:" + line + " 'undefined_thing'"));
		bench.show(IPageLayout.ID_PROBLEM_VIEW);
		bench.show(IConsoleConstants.ID_CONSOLE_VIEW);
		bench.picture("kernel-project-broken");
		write(source, good);
		Eventually.see("no markers", () -> problems(project), String::isEmpty);
	}

	@Test
	void aBadFolderIsRefusedWithAReason() throws Exception {
		bench.openWizard(FlukeUi.NEW_PROJECT_WIZARD);
		Button existing = bench.button("An existing kernel folder:");
		bench.click(existing);
		bench.inDialog(Text.class, t -> t.getText().isEmpty() && t.isEnabled()).setText("/proc");
		bench.inDialog(Text.class, t -> t.getText().contains("There is no kernel in the folder '/proc': it has no Makefile."));
		assertThat(bench.button("Finish").isEnabled()).isFalse();
		bench.closeDialogs();
	}

	@Test
	void anotherConfigurationInTheProperties(@TempDir Path folder) throws Exception {
		Files.writeString(folder.resolve("Makefile"), "all:\n\tmkdir -p build/$(CONFIG); touch build/$(CONFIG)/fluke.elf\n");
		KernelProject kernel = KernelProject.adopt("conf", folder, KernelConfiguration.PROCESS_NP, null);
		PreferenceDialog dialog = PreferencesUtil.createPropertyDialogOn(bench.window().getShell(), kernel.project(),
				FlukeUi.PROJECT_PROPERTIES, null, null);
		dialog.setBlockOnOpen(false);
		dialog.open();
		Combo configuration = bench.inDialog(Combo.class, c -> c.getItemCount() == 5);
		assertThat(configuration.getText()).startsWith("process-np");
		configuration.select(KernelConfiguration.PROCESS_PP.ordinal());
		bench.inDialog(Text.class, t -> t.getText().contains("CONFIG=process-pp"));
		bench.picture("kernel-project-properties");
		bench.click(bench.button("Apply and Close"));
		Eventually.see("the other kernel", () -> kernel.project().getFile("build/process-pp/fluke.elf").exists(), e -> e);
		assertThat(kernel.configuration()).isEqualTo(KernelConfiguration.PROCESS_PP);
	}

	@Test
	void whatTheComputerMustHaveIsShown() throws Exception {
		PreferenceDialog dialog = PreferencesUtil.createPreferenceDialogOn(bench.window().getShell(),
				FlukeUi.ENVIRONMENT_PAGE, null, null);
		dialog.setBlockOnOpen(false);
		dialog.open();
		Eventually.see("the checks", this::checks, c -> c.contains("qemu-system-i386 good"));
		assertThat(checks()).contains("gcc good").contains("make good");
		bench.picture("kernel-tools");
		Text make = bench.inDialog(Text.class, t -> t.getText().equals("make"));
		make.setText("/nowhere/make");
		bench.click(bench.button("Re-check"));
		Eventually.see("make missing", this::checks, c -> c.contains("make missing"));
		assertThat(checks()).contains("sudo apt install make (/nowhere/make is not a program)");
		bench.picture("kernel-tools-missing");
		make.setText("make");
		bench.click(bench.button("Re-check"));
		Eventually.see("make again", this::checks, c -> c.contains("make good"));
		bench.closeDialogs();
	}

	@Test
	void runAsAndDebugAsLaunchTheProjectsKernel() throws Exception {
		KernelProject kernel = KernelProject.create("launched", KernelConfiguration.INTERRUPT_NP, null);
		IFile file = kernel.project().getFile("kern/thread.c");
		ILaunchShortcut2 shortcut = (ILaunchShortcut2) shortcut().createExecutableExtension("class");
		assertThat(shortcut.getLaunchConfigurations(new StructuredSelection(file))).isEmpty();
		shortcut.launch(new StructuredSelection(file), ILaunchManager.DEBUG_MODE);
		KernelDebugTarget target = Eventually.see("a kernel", bench::kernel, Objects::nonNull);
		assertThat(target.getName()).contains("launched interrupt-np");
		Eventually.see("its threads", bench::threads, t -> t.keySet().stream().anyMatch(n -> n.endsWith("sender")));
		assertThat(shortcut.getLaunchConfigurations(new StructuredSelection(kernel.project()))).hasSize(1);
		// This workbench has no CDT: the user hears of it, and what else to do.
		Eventually.see("how to debug the source", bench::console, c -> c.contains("there is no CDT here"));
		assertThat(bench.console()).containsPattern("gdb .*/build/interrupt-np/fluke.elf -ex 'target remote .*gdb.sock'");
		bench.picture("kernel-project-debugged");
	}

	@Test
	void theShortcutIsOfferedForKernelsOnly() throws Exception {
		KernelProject kernel = KernelProject.create("ours", KernelConfiguration.PROCESS_NP, null);
		IProject other = kernel.project().getWorkspace().getRoot().getProject("other");
		other.create(null);
		other.open(null);
		Expression enablement = ExpressionConverter.getDefault()
				.perform(shortcut().getChildren("contextualLaunch")[0].getChildren("enablement")[0]);
		for (Object offered : List.of(kernel.project(), kernel.project().getFolder("kern"), kernel.project().getFile("Makefile"))) {
			assertThat(enablement.evaluate(context(offered))).as(offered.toString()).isEqualTo(EvaluationResult.TRUE);
			assertThat(Platform.getAdapterManager().hasAdapter(offered, ILaunchable.class.getName()))
					.as("Run As and Debug As in the context menu of %s", offered).isTrue();
		}
		assertThat(enablement.evaluate(context(other))).isEqualTo(EvaluationResult.FALSE);
	}

	private static EvaluationContext context(Object selected) {
		EvaluationContext context = new EvaluationContext(null, List.of(selected));
		context.addVariable("selection", List.of(selected));
		return context;
	}

	private static IConfigurationElement shortcut() {
		return Arrays.stream(Platform.getExtensionRegistry().getConfigurationElementsFor("org.eclipse.debug.ui.launchShortcuts"))
				.filter(e -> "org.fluke.ui.launch.shortcut".equals(e.getAttribute("id"))).findFirst().orElseThrow();
	}

	private String checks() {
		Table table = bench.inDialog(Table.class, t -> t.getColumnCount() == 5);
		StringBuilder text = new StringBuilder();
		Arrays.stream(table.getItems()).forEach(i -> text.append(i.getText(0)).append(' ').append(i.getText(1)).append(' ')
				.append(i.getText(4)).append('\n'));
		return text.toString();
	}

	private static void write(IFile file, String text) throws CoreException {
		file.setContents(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), true, false, null);
	}

	private static String problems(IProject project) {
		try {
			StringBuilder text = new StringBuilder();
			for (IMarker marker : project.findMarkers(KernelBuilder.PROBLEM, true, IResource.DEPTH_INFINITE)) {
				text.append(marker.getResource().getName()).append(':').append(marker.getAttribute(IMarker.LINE_NUMBER, 0))
						.append(' ').append(marker.getAttribute(IMarker.MESSAGE, "")).append('\n');
			}
			return text.toString();
		} catch (CoreException e) {
			return e.toString();
		}
	}

	private static String buildConsole(String project) {
		for (IConsole console : ConsolePlugin.getDefault().getConsoleManager().getConsoles()) {
			if (console instanceof TextConsole text && console.getName().equals("Build of " + project)) {
				return text.getDocument().get();
			}
		}
		return "";
	}
}
