// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.IWorkspaceDescription;
import org.eclipse.core.resources.IncrementalProjectBuilder;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.KernelSources;
import org.fluke.kernel.project.KernelBuilder;
import org.fluke.kernel.project.KernelProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel project in a real workspace with the real compiler. */
class KernelProjectTest {

	private static final NullProgressMonitor NONE = new NullProgressMonitor();

	@TempDir
	private Path temp;

	private final IWorkspace workspace = ResourcesPlugin.getWorkspace();

	@BeforeEach
	void buildOnDemand() throws Exception {
		IWorkspaceDescription description = workspace.getDescription();
		description.setAutoBuilding(false);
		workspace.setDescription(description);
	}

	@AfterEach
	void deleteProjects() throws Exception {
		for (IProject project : workspace.getRoot().getProjects()) {
			project.delete(true, true, NONE);
		}
	}

	private static void build(KernelProject kernel) throws CoreException {
		kernel.project().build(IncrementalProjectBuilder.INCREMENTAL_BUILD, NONE);
	}

	private static List<IMarker> markers(KernelProject kernel) throws CoreException {
		return Arrays.asList(kernel.project().findMarkers(KernelBuilder.PROBLEM, true, IResource.DEPTH_INFINITE));
	}

	private static void append(IFile file, String text) throws CoreException {
		file.appendContents(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), true, false, NONE);
	}

	private static String places(List<IMarker> markers) {
		return markers.stream().map(m -> m.getResource().getProjectRelativePath() + ":" + m.getAttribute(IMarker.LINE_NUMBER, 0)
				+ " " + m.getAttribute(IMarker.MESSAGE, "")).sorted().toList().toString();
	}

	@Test
	void aNewProjectBuildsBreaksOnALineAndIsMended() throws Exception {
		KernelProject kernel = KernelProject.create("mine", KernelConfiguration.INTERRUPT_NP, NONE);
		IProject project = kernel.project();
		assertThat(project.getFile("LICENSE").exists()).isTrue();
		build(kernel);
		assertThat(markers(kernel)).isEmpty();
		IFile elf = project.getFile("build/interrupt-np/fluke.elf");
		assertThat(elf.exists()).isTrue();
		assertThat(elf.isDerived(IResource.CHECK_ANCESTORS)).isTrue();

		IFile source = project.getFile("kern/cond.c");
		String good = new String(source.getContents().readAllBytes(), StandardCharsets.UTF_8);
		long line = good.lines().count() + 1;
		append(source, "int broken(void) { return undefined_thing; }\n");
		build(kernel);
		assertThat(places(markers(kernel))).contains("kern/cond.c:" + line + " 'undefined_thing' undeclared")
				.doesNotContain("Makefile");
		assertThat(markers(kernel)).allMatch(m -> m.getAttribute(IMarker.SEVERITY, -1) == IMarker.SEVERITY_ERROR);

		source.setContents(new ByteArrayInputStream(good.getBytes(StandardCharsets.UTF_8)), true, false, NONE);
		build(kernel);
		assertThat(places(markers(kernel))).isEqualTo("[]");
	}

	@Test
	void theLinkersErrorIsOnItsLineToo() throws Exception {
		KernelProject kernel = KernelProject.create("links", KernelConfiguration.PROCESS_NP, NONE);
		IFile source = kernel.project().getFile("kern/cond.c");
		long line = source.readString().lines().count() + 3;
		append(source, "extern int nowhere(void);\nint broken(void);\nint broken(void) { return nowhere(); }\n");
		build(kernel);
		assertThat(places(markers(kernel))).isEqualTo("[kern/cond.c:" + line + " undefined reference to `nowhere']");
	}

	@Test
	void onlyWhatMattersIsAReasonToBuild() throws Exception {
		KernelProject kernel = small("small", "all:\n\t@mkdir -p build; date +%N >> build/runs\n");
		Path runs = kernel.folder().resolve("build/runs");
		build(kernel);
		assertThat(runs).content().hasLineCount(1);
		build(kernel);
		kernel.project().getFolder("build").getFile("x").create(new byte[] { 1 }, true, true, NONE);
		kernel.project().getFile(".hidden").create(new byte[] { 1 }, true, false, NONE);
		build(kernel);
		assertThat(runs).content().hasLineCount(1);
		kernel.project().getFile("new.c").create(new byte[] { 1 }, true, false, NONE);
		build(kernel);
		assertThat(runs).content().hasLineCount(2);
		kernel.configure(KernelConfiguration.PROCESS_PP, "V=1");
		kernel.project().refreshLocal(IResource.DEPTH_INFINITE, NONE);
		build(kernel);
		assertThat(runs).content().hasLineCount(3);
	}

	@Test
	void cleanRemovesWhatWasMadeAndTheMarkers() throws Exception {
		KernelProject kernel = small("cleaned", "all:\n\t@mkdir -p build; touch build/a; false\nclean:\n\trm -rf build\n");
		build(kernel);
		assertThat(places(markers(kernel))).isEqualTo("[Makefile:2 all: Error 1]");
		kernel.project().build(IncrementalProjectBuilder.CLEAN_BUILD, NONE);
		assertThat(kernel.folder().resolve("build/a")).doesNotExist();
		assertThat(places(markers(kernel))).isEqualTo("[]");
	}

	@Test
	void aCancelledBuildIsBuiltTheNextTime() throws Exception {
		KernelProject kernel = small("cancelled", "all:\n\t@mkdir -p build; echo >> build/begun; sleep 600\n");
		NullProgressMonitor cancel = new NullProgressMonitor() {
			@Override
			public boolean isCanceled() {
				return super.isCanceled() || Files.exists(kernel.project().getLocation().append("build/begun").toPath());
			}
		};
		assertThatThrownBy(() -> kernel.project().build(IncrementalProjectBuilder.FULL_BUILD, cancel))
				.isInstanceOf(OperationCanceledException.class);
		kernel.project().getFile("Makefile").setContents("all:\n\t@mkdir -p build; echo > build/done\n".getBytes(), true,
				false, NONE);
		build(kernel);
		assertThat(kernel.folder().resolve("build/done")).exists();
	}

	@Test
	void anExistingFolderStaysWhereItIs() throws Exception {
		Path folder = temp.resolve("their kernel");
		KernelSources.unpack(folder);
		KernelProject kernel = KernelProject.adopt("theirs", folder, KernelConfiguration.PROCESS_NP, NONE);
		assertThat(kernel.folder()).isEqualTo(folder);
		build(kernel);
		assertThat(places(markers(kernel))).isEqualTo("[]");
		assertThat(folder.resolve("build/process-np/fluke.elf")).exists();
		kernel.project().delete(false, true, NONE);
		assertThat(folder.resolve("Makefile")).exists();

		assertThatThrownBy(() -> KernelProject.adopt("none", temp, KernelConfiguration.PROCESS_NP, NONE))
				.hasMessageContaining("it has no Makefile");
	}

	@Test
	void nothingIsLeftOfAProjectThatCouldNotBeMade() throws Exception {
		NullProgressMonitor cancelled = new NullProgressMonitor();
		cancelled.setCanceled(true);
		assertThatThrownBy(() -> KernelProject.create("never", KernelConfiguration.PROCESS_NP, cancelled))
				.isInstanceOf(OperationCanceledException.class);
		assertThat(workspace.getRoot().getProject("never").exists()).isFalse();
		Path inTheWay = workspace.getRoot().getLocation().append("taken").toPath();
		Files.createDirectories(inTheWay);
		Files.writeString(inTheWay.resolve("precious"), "x");
		assertThatThrownBy(() -> KernelProject.create("taken", KernelConfiguration.PROCESS_NP, NONE))
				.hasMessageContaining("is not empty");
		assertThat(inTheWay.resolve("precious")).exists();
	}

	@Test
	void settingsLieInTheProject() throws Exception {
		KernelProject kernel = small("set", "all:\n");
		kernel.configure(KernelConfiguration.INTERRUPT_PP, " V=1  W=2 ");
		assertThat(kernel.folder().resolve(".settings/org.fluke.kernel.prefs")).content().contains("configuration=interrupt-pp");
		assertThat(kernel.build().commandLine(kernel.configuration(), List.of())).contains("V=1", "W=2", "CONFIG=interrupt-pp");
		assertThat(KernelProject.named("set")).contains(kernel);
		assertThat(KernelProject.named("no/../such")).isEmpty();
	}

	private KernelProject small(String name, String makefile) throws Exception {
		Path folder = Files.createDirectories(temp.resolve(name));
		Files.writeString(folder.resolve("Makefile"), makefile);
		return KernelProject.adopt(name, folder, KernelConfiguration.PROCESS_NP, NONE);
	}
}
