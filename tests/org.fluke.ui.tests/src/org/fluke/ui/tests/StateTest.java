// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.eclipse.compare.CompareConfiguration;
import org.eclipse.compare.CompareEditorInput;
import org.eclipse.compare.CompareUI;
import org.eclipse.compare.ResourceNode;
import org.eclipse.compare.structuremergeviewer.DiffNode;
import org.eclipse.compare.structuremergeviewer.Differencer;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectDescription;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IEditorPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchPartReference;
import org.eclipse.ui.ide.IDE;
import org.fluke.bridge.state.StateFile;
import org.fluke.debug.KernelThread;
import org.fluke.model.KernelObject;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.state.StateEditor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots in files: saved from the views, opened, edited, compared, and a thread restored from one. */
class StateTest {

	private final Bench bench = new Bench();

	@BeforeEach
	void openPerspective() throws Exception {
		bench.openPerspective();
	}

	@AfterEach
	void cleanUp() throws Exception {
		ErrorDialog.AUTOMATED_MODE = true;
		bench.window().getActivePage().closeAllEditors(false);
		bench.cleanUp();
		for (IProject project : ResourcesPlugin.getWorkspace().getRoot().getProjects()) {
			project.delete(true, true, null);
		}
	}

	@Test
	void whatIsOnScreenIsSavedAndOpened() throws Exception {
		IFile file = demoIsSaved();
		assertThat(file.getProject().getName()).as("a workspace without projects gets one").isEqualTo("Fluke Snapshots");
		Snapshot saved = read(file);
		assertThat(saved.getConfiguration()).isEqualTo("process-np");
		assertThat(sender(saved).getFrame().word("ecx").getValue()).isEqualTo(0x200);
		Eventually.see("the editor's tree", this::objects, o -> o.stream().anyMatch(r -> r.contains("sender | stopped | ipc_client_send | fault-hard")));
		Eventually.see("the selected thread's words", this::words,
				w -> w.contains("ecx | 0x00000200 | words left in 1st buf: 2048 bytes") && w.contains("eip | 0xffffe5f0 | ipc_client_send"));
		assertThat(bench.labels()).contains("process-np").contains("2048 bytes left");
		maximizeEditor(true);
		bench.picture("snapshot-editor");
		maximizeEditor(false);
		bench.window().getActivePage().closeAllEditors(false);
		Eventually.see("the room of the editors given back", bench.window().getActivePage()::isEditorAreaVisible, is -> !is);
	}

	@Test
	void wordsAreEditedUndoneAndSaved() throws Exception {
		IFile file = demoIsSaved();
		IEditorPart editor = Eventually.see("an editor", this::editor, e -> e != null);
		Eventually.see("words", this::words, w -> w.contains("ecx | 0x00000200 | words left in 1st buf: 2048 bytes"));
		set("ecx", "lots");
		Eventually.see("a refusal", bench::labels, l -> l.contains("ecx was not changed: lots is not a number"));
		assertThat(editor.isDirty()).isFalse();
		set("ecx", "0x100");
		Eventually.see("the change", this::words, w -> w.contains("ecx | 0x00000100 | words left in 1st buf: 1024 bytes"));
		Eventually.see("a dirty editor", editor::isDirty, d -> d);
		bench.execute("org.eclipse.ui.edit.undo");
		Eventually.see("the change undone", this::words, w -> w.contains("ecx | 0x00000200 | words left in 1st buf: 2048 bytes"));
		Eventually.see("a clean editor", editor::isDirty, d -> !d);
		bench.execute("org.eclipse.ui.edit.redo");
		set("eip", "ipc_client_send_over_receive");
		Eventually.see("both changes", this::words, w -> w.contains("ecx | 0x00000100") && w.contains("ipc_client_send_over_receive"));
		assertThat(sender(read(file)).getFrame().word("ecx").getValue()).as("not saved yet").isEqualTo(0x200);
		editor.doSave(new NullProgressMonitor());
		Eventually.see("a clean editor", editor::isDirty, d -> !d);
		ThreadObject sender = sender(read(file));
		assertThat(sender.getFrame().word("ecx").getValue()).isEqualTo(0x100);
		assertThat(sender.getEntry()).as("follows eip").isEqualTo("ipc_client_send_over_receive");
		bench.execute("org.eclipse.ui.edit.undo");
		Eventually.see("dirty again", editor::isDirty, d -> d);
	}

	@Test
	void aFileThatCantBeWrittenStaysAsItWas() throws Exception {
		IFile file = demoIsSaved();
		IEditorPart editor = Eventually.see("an editor", this::editor, e -> e != null);
		Eventually.see("words", this::words, w -> w.contains("ecx | 0x00000200"));
		set("ecx", "0x100");
		Eventually.see("a dirty editor", editor::isDirty, d -> d);
		Path path = file.getLocation().toPath();
		byte[] before = Files.readAllBytes(path);
		// The same for root: the folder is gone.
		Path folder = path.getParent();
		Path moved = folder.resolveSibling("moved");
		Files.move(folder, moved);
		ErrorDialog.AUTOMATED_MODE = false;
		List<String> said = new ArrayList<>();
		IProgressMonitor monitor = new NullProgressMonitor();
		try {
			whileOpen(shell -> {
				said.add(bench.labels());
				press(shell, "OK");
			}, () -> editor.doSave(monitor));
			Eventually.see("the reason", () -> said.isEmpty() ? bench.labels() : said.get(0), l -> l.contains("was not saved: there is no folder"));
		} finally {
			Files.move(moved, folder);
			bench.closeDialogs();
		}
		assertThat(monitor.isCanceled()).isTrue();
		assertThat(editor.isDirty()).as("nothing of the edit is lost").isTrue();
		assertThat(path).hasBinaryContent(before);
		editor.doSave(new NullProgressMonitor());
		assertThat(sender(read(file)).getFrame().word("ecx").getValue()).isEqualTo(0x100);
	}

	@Test
	void aFullDiskIsToldAndNothingIsLost() throws Exception {
		byte[] saved = Files.readAllBytes(demoIsSaved().getLocation().toPath());
		Path disk = Files.createTempDirectory("fluke-full");
		assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + (saved.length + 64_000), "none", disk.toString()),
				"only root may make a small disk");
		IProject project = ResourcesPlugin.getWorkspace().getRoot().getProject("full");
		try {
			IProjectDescription description = ResourcesPlugin.getWorkspace().newProjectDescription("full");
			description.setLocation(IPath.fromPath(disk.resolve("full")));
			project.create(description, null);
			project.open(null);
			IFile file = project.getFile("a.flukestate");
			file.create(new ByteArrayInputStream(saved), true, null);
			fill(disk.resolve("rest"));
			IEditorPart editor = IDE.openEditor(bench.window().getActivePage(), file);
			Eventually.see("words", this::words, w -> w.contains("ecx | 0x00000200"));
			set("ecx", "0x100");
			Eventually.see("a dirty editor", editor::isDirty, d -> d);
			ErrorDialog.AUTOMATED_MODE = false;
			List<String> said = new ArrayList<>();
			whileOpen(shell -> {
				said.add(bench.labels());
				press(shell, "OK");
			}, () -> editor.doSave(new NullProgressMonitor()));
			Eventually.see("the reason", () -> said.isEmpty() ? bench.labels() : said.get(0),
					l -> l.contains("was not saved: No space left on device"));
			assertThat(editor.isDirty()).as("the edit is still there").isTrue();
			assertThat(Files.readAllBytes(file.getLocation().toPath())).as("so is the file").isEqualTo(saved);
			try (Stream<Path> files = Files.list(disk.resolve("full"))) {
				assertThat(files.map(f -> f.getFileName().toString())).as("and nothing else").isSubsetOf(".project", ".settings", "a.flukestate");
			}
			bench.window().getActivePage().closeAllEditors(false);
		} finally {
			project.delete(false, true, null);
			run("umount", "-l", disk.toString());
			Files.delete(disk);
		}
	}

	private static void fill(Path file) {
		try (OutputStream out = Files.newOutputStream(file)) {
			while (true) {
				out.write(new byte[4096]);
			}
		} catch (IOException e) {
			// That was the last free page.
		}
	}

	private static boolean run(String... command) throws Exception {
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start().waitFor() == 0;
	}

	@Test
	void twoFilesAreComparedInWords() throws Exception {
		IFile before = demoIsSaved();
		KernelThread sender = bench.kernel().threads().stream().filter(t -> t.getName().endsWith("sender")).findFirst().orElseThrow();
		bench.show(FlukeUi.FRAME_VIEW);
		Text cell = bench.edit("ecx");
		bench.type(cell, "0x100");
		bench.enter(cell);
		bench.execute(FlukeUi.APPLY);
		Eventually.see("ecx in the kernel", () -> sender.state().word("ecx"), v -> v == 0x100);
		IFile after = save();
		assertThat(after).isNotEqualTo(before);
		CompareEditorInput input = new CompareEditorInput(new CompareConfiguration()) {
			@Override
			protected Object prepareInput(IProgressMonitor monitor) {
				return new DiffNode(null, Differencer.CHANGE, null, new ResourceNode(before), new ResourceNode(after));
			}
		};
		CompareUI.openCompareEditorOnPage(input, bench.window().getActivePage());
		List<String> rows = Eventually.see("what differs", this::objects,
				o -> o.stream().anyMatch(r -> r.contains("sender: ") && r.contains("ecx 0x00000200 \u2192 0x00000100")));
		assertThat(rows).as("objects that are equal are not listed").noneMatch(r -> r.startsWith("root/main:"));
		maximizeEditor(true);
		openRow("sender: ");
		Eventually.see("word by word", this::words, w -> w.contains("ecx | 0x00000200 | 0x00000100 | words left in 1st buf: 2048 bytes \u2192 words left in 1st buf: 1024 bytes"));
		assertThat(rows).as("an edit moves nothing").noneMatch(r -> r.contains("moved"));
		bench.picture("snapshot-compare");
	}

	@Test
	void aThreadIsRestored() throws Exception {
		demoIsSaved();
		KernelThread sender = bench.kernel().threads().stream().filter(t -> t.getName().endsWith("sender")).findFirst().orElseThrow();
		bench.show(FlukeUi.FRAME_VIEW);
		Text cell = bench.edit("ecx");
		bench.type(cell, "0x100");
		bench.enter(cell);
		bench.execute(FlukeUi.APPLY);
		Eventually.see("ecx in the kernel", () -> sender.state().word("ecx"), v -> v == 0x100);

		bench.window().getActivePage().activate(Eventually.see("an editor", this::editor, e -> e != null));
		bench.execute(FlukeUi.COMPARE_SNAPSHOT);
		Eventually.see("what differs from the running kernel", this::objects, o -> o.stream().anyMatch(r -> r.contains("ecx 0x00000200 \u2192 0x00000100")));
		bench.window().getActivePage().closeEditor(bench.window().getActivePage().getActiveEditor(), false);

		bench.window().getActivePage().activate(editor());
		Eventually.see("words", this::words, w -> w.contains("ecx | 0x00000200"));
		List<String> asked = new ArrayList<>();
		whileOpen(shell -> {
			asked.add(bench.labels());
			try {
				bench.picture("restore-thread");
			} catch (IOException e) {
				throw new java.io.UncheckedIOException(e);
			}
			press(shell, "OK");
		}, () -> execute(FlukeUi.RESTORE_THREAD));
		assertThat(asked.get(0)).contains("Changes ecx 0x00000100 -> 0x00000200").contains("2048 bytes left");
		Eventually.see("ecx in the kernel as it was", () -> sender.state().word("ecx"), v -> v == 0x200);
		String links = links(sender);
		assertThat(links).contains("server ipc-fault/receiver");

		// Destroyed, the thread is made anew, and its connection with it.
		bench.show(FlukeUi.THREADS_VIEW);
		bench.selectThread(sender.getName());
		bench.answerDialog("Destroy Thread", "Destroy");
		bench.execute(FlukeUi.DESTROY);
		Eventually.see("the thread gone", () -> bench.kernel().thread(sender.tid()).isPresent(), is -> !is);
		bench.window().getActivePage().activate(editor());
		Eventually.see("words", this::words, w -> w.contains("ecx | 0x00000200"));
		whileOpen(shell -> {
			asked.add(bench.labels());
			press(shell, "OK");
		}, () -> execute(FlukeUi.RESTORE_THREAD));
		assertThat(asked.get(1)).contains("has no thread").contains("created anew").contains("2048 bytes left");
		KernelThread again = Eventually.see("the thread", () -> bench.kernel().threads().stream()
				.filter(t -> t.getName().equals(sender.getName())).findFirst().orElse(null), t -> t != null);
		assertThat(links(again)).isEqualTo(links);
		bench.show(FlukeUi.THREADS_VIEW);
		bench.selectThread(sender.getName());
		bench.execute(FlukeUi.RESUME);
		Eventually.see("what the guest prints", bench::console, c -> c.contains("ipc-fault: received 8192 bytes"));
	}

	private static String links(KernelThread thread) {
		return thread.state().links().stream().map(l -> l.name() + ' ' + l.targetName()).collect(Collectors.joining(", "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<a/>", "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>", "\u0000\u0001",
			"<fluke:Snapshot xmlns:fluke=\"http://org.fluke/model/9.0\"/>",
			"<fluke:Snapshot xmlns:xmi=\"http://www.omg.org/XMI\" xmi:version=\"2.0\" xmlns:fluke=\"http://org.fluke/model/1.0\"/>" })
	void hostileFilesGetAReason(String content) throws Exception {
		IProject project = ResourcesPlugin.getWorkspace().getRoot().getProject("hostile");
		project.create(null);
		project.open(null);
		IFile file = project.getFile("a.flukestate");
		file.create(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), true, null);
		IEditorPart editor = IDE.openEditor(bench.window().getActivePage(), file);
		assertThat(editor).isInstanceOf(StateEditor.class);
		if (content.contains("model/1.0")) {
			Eventually.see("an empty snapshot", bench::labels, l -> l.contains("Select an object."));
		} else {
			Eventually.see("why it can't be shown", bench::texts, t -> t.contains("'a.flukestate' can't be shown.") && t.length() > 60 && !t.contains("root:"));
			bench.picture("snapshot-hostile");
		}
		assertThat(editor.isDirty()).isFalse();
		assertThat(editor.isSaveAsAllowed()).isEqualTo(content.contains("model/1.0"));
		// The editor follows its file.
		file.setContents(new ByteArrayInputStream("<b/>".getBytes(StandardCharsets.UTF_8)), true, false, null);
		Eventually.see("the new reason", bench::texts, t -> t.contains("this element is none of a snapshot"));
		file.delete(true, null);
		Eventually.see("closed with its file", this::editor, e -> e == null);
	}

	// ---- steps

	private IFile demoIsSaved() throws Exception {
		bench.execute(FlukeUi.RUN_DEMO);
		Eventually.see("the sender's frame at its hard fault", bench::frame, f -> "0x00000200".equals(f.get("ecx")));
		return save();
	}

	/** Saves with the dialog as it comes up; the file is then open. */
	private IFile save() throws Exception {
		List<IFile> before = files();
		whileOpen(shell -> {
			try {
				bench.picture("save-snapshot");
			} catch (IOException e) {
				throw new java.io.UncheckedIOException(e);
			}
			press(shell, "OK");
		}, () -> execute(FlukeUi.SAVE_SNAPSHOT));
		Eventually.see("a new file", StateTest::files, f -> f.size() == before.size() + 1);
		IFile file = files().stream().filter(f -> !before.contains(f)).findFirst().orElseThrow();
		Eventually.see("its editor", this::editor, e -> e != null && e.getEditorInput().getName().equals(file.getName()));
		return file;
	}

	private void maximizeEditor(boolean maximized) {
		IWorkbenchPage page = bench.window().getActivePage();
		IWorkbenchPartReference editor = page.getReference(page.getActiveEditor());
		int wanted = maximized ? IWorkbenchPage.STATE_MAXIMIZED : IWorkbenchPage.STATE_RESTORED;
		Eventually.see("the editor maximized: " + maximized, () -> {
			page.setPartState(editor, wanted);
			Eventually.settle();
			return page.getPartState(editor);
		}, state -> state == wanted);
	}

	private void execute(String command) {
		try {
			bench.execute(command);
		} catch (Exception e) {
			throw new IllegalStateException(e);
		}
	}

	/** Runs what opens a modal dialog, and does something with the dialog. */
	private void whileOpen(Consumer<Shell> look, Runnable open) {
		List<Shell> before = bench.dialogs();
		boolean[] seen = new boolean[1];
		bench.window().getShell().getDisplay().timerExec(100, new Runnable() {
			private int looks;

			@Override
			public void run() {
				Shell shell = bench.dialogs().stream().filter(s -> !before.contains(s) && hasButton(s, "OK")).findFirst().orElse(null);
				if (shell != null) {
					seen[0] = true;
					look.accept(shell);
				} else if (looks++ < 100) {
					bench.window().getShell().getDisplay().timerExec(100, this);
				} else {
					// Another dialog than expected must not hold the tests up.
					bench.dialogs().stream().filter(s -> !before.contains(s)).forEach(Shell::close);
				}
			}
		});
		open.run();
		Eventually.see("a dialog", () -> seen[0], s -> s);
	}

	private static boolean hasButton(Shell shell, String text) {
		return Bench.all(shell, Button.class).stream().anyMatch(b -> b.getText().replace("&", "").equals(text));
	}

	private static void press(Shell shell, String text) {
		Bench.all(shell, Button.class).stream().filter(b -> b.getText().replace("&", "").equals(text)).findFirst().orElseThrow()
				.notifyListeners(SWT.Selection, new Event());
	}

	private static List<IFile> files() {
		List<IFile> files = new ArrayList<>();
		try {
			for (IProject project : ResourcesPlugin.getWorkspace().getRoot().getProjects()) {
				Arrays.stream(project.members()).filter(m -> "flukestate".equals(m.getFileExtension())).forEach(m -> files.add((IFile) m));
			}
		} catch (org.eclipse.core.runtime.CoreException e) {
			throw new IllegalStateException(e);
		}
		return files;
	}

	private static Snapshot read(IFile file) throws Exception {
		try (InputStream in = Files.newInputStream(file.getLocation().toPath())) {
			return new StateFile().read(in, () -> false);
		}
	}

	private static ThreadObject sender(Snapshot snapshot) {
		for (KernelObject object : snapshot.getObjects()) {
			if (object instanceof ThreadObject thread && thread.getName().endsWith("sender")) {
				return thread;
			}
		}
		throw new AssertionError("no sender");
	}

	private IEditorPart editor() {
		IWorkbenchPage page = bench.window().getActivePage();
		return Arrays.stream(page.getEditorReferences()).map(r -> r.getEditor(true)).filter(StateEditor.class::isInstance)
				.reduce((first, second) -> second).orElse(null);
	}

	/** The rows of all visible trees of objects, a line each. */
	private List<String> objects() {
		List<String> rows = new ArrayList<>();
		Bench.all(bench.window().getShell(), Tree.class).stream().filter(Tree::isVisible).forEach(t -> collect(t.getItems(), t.getColumnCount(), rows));
		return rows;
	}

	private static void collect(TreeItem[] items, int columns, List<String> rows) {
		for (TreeItem item : items) {
			List<String> cells = new ArrayList<>();
			for (int i = 0; i < Math.max(1, columns); i++) {
				cells.add(item.getText(i));
			}
			rows.add(String.join(" | ", cells));
			collect(item.getItems(), columns, rows);
		}
	}

	/** The rows of all visible tables whose first column is Word, a line each. */
	private String words() {
		StringBuilder text = new StringBuilder();
		for (Table table : wordTables()) {
			for (TableItem item : table.getItems()) {
				for (int i = 0; i < table.getColumnCount(); i++) {
					text.append(i == 0 ? "" : " | ").append(item.getText(i));
				}
				text.append('\n');
			}
		}
		return text.toString();
	}

	private List<Table> wordTables() {
		return Bench.all(bench.window().getShell(), Table.class).stream()
				.filter(t -> t.isVisible() && t.getColumnCount() > 2 && t.getColumn(0).getText().equals("Word")).toList();
	}

	private void set(String word, String text) {
		Table table = wordTables().get(0);
		TableItem item = Arrays.stream(table.getItems()).filter(i -> i.getText(0).equals(word)).findFirst().orElseThrow();
		Text editor = bench.editCell(table, item, 1);
		bench.type(editor, text);
		bench.enter(editor);
	}

	private void openRow(String text) {
		for (Tree tree : Bench.all(bench.window().getShell(), Tree.class)) {
			TreeItem item = find(tree.getItems(), text);
			if (tree.isVisible() && item != null) {
				tree.setSelection(item);
				Event event = new Event();
				event.item = item;
				tree.notifyListeners(SWT.Selection, event);
				tree.notifyListeners(SWT.DefaultSelection, event);
				Eventually.settle();
				return;
			}
		}
		throw new AssertionError("no row " + text + " in " + objects());
	}

	private static TreeItem find(TreeItem[] items, String text) {
		for (TreeItem item : items) {
			TreeItem found = item.getText().contains(text) ? item : find(item.getItems(), text);
			if (found != null) {
				return found;
			}
		}
		return null;
	}
}
