// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.eclipse.core.commands.Command;
import org.eclipse.core.commands.ParameterizedCommand;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.IDebugTarget;
import org.eclipse.debug.ui.IDebugUIConstants;
import org.eclipse.debug.ui.IDebugView;
import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IContributionItem;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.wizard.WizardDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.IWorkbenchWizard;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.WorkbenchException;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.handlers.IHandlerService;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.launch.KernelLaunchSettings;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.commands.RunDemoHandler;

/** The workbench as its user sees it: what the widgets show, and what hands can do. */
final class Bench {

	private final IWorkbenchWindow window;

	Bench() {
		IWorkbenchWindow active = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
		window = active != null ? active : PlatformUI.getWorkbench().getWorkbenchWindows()[0];
		window.getShell().setMaximized(true);
	}

	IWorkbenchWindow window() {
		return window;
	}

	void openPerspective() throws WorkbenchException {
		PlatformUI.getWorkbench().showPerspective(FlukeUi.PERSPECTIVE, window);
		window.getActivePage().resetPerspective();
		Eventually.settle();
	}

	void show(String view) throws PartInitException {
		window.getActivePage().showView(view, null, IWorkbenchPage.VIEW_ACTIVATE);
		Eventually.settle();
	}

	/** Executes a command that must be enabled, as its button is. */
	void execute(String command) throws Exception {
		Command found = PlatformUI.getWorkbench().getService(ICommandService.class).getCommand(command);
		Eventually.see("command " + command + " enabled", () -> found.isEnabled() ? "enabled" : everything(),
				"enabled"::equals);
		window.getService(IHandlerService.class).executeCommand(command, null);
	}

	/** Runs the demo to its end, with the Frame view in front. */
	void runTheDemo() throws Exception {
		openPerspective();
		execute(FlukeUi.RUN_DEMO);
		Eventually.see("the sender's frame at its hard fault", this::labels, l -> l.contains("last event fault-hard"));
		// The demo selects the sender when it is done: not after the test has selected another.
		Eventually.see("the demo's job done", () -> List.of(Job.getJobManager().find(RunDemoHandler.FAMILY)), List::isEmpty);
		show(FlukeUi.FRAME_VIEW);
	}

	/** As {@link #execute(String)}, with parameters: name, value, name, value. Returns what the handler does. */
	Object execute(String command, String... parameters) throws Exception {
		ICommandService commands = PlatformUI.getWorkbench().getService(ICommandService.class);
		Map<String, String> values = new LinkedHashMap<>();
		for (int i = 0; i < parameters.length; i += 2) {
			values.put(parameters[i], parameters[i + 1]);
		}
		Command found = commands.getCommand(command);
		Eventually.see("command " + command + " enabled", () -> found.isEnabled() ? "enabled" : everything(),
				"enabled"::equals);
		return window.getService(IHandlerService.class)
				.executeCommand(ParameterizedCommand.generateCommand(found, values), null);
	}

	/** What a test does in a dialog. */
	interface InDialog {
		void run(Shell dialog) throws Exception;
	}

	/** Does something in a dialog that will open, while the command that opens it waits for its end. */
	void inDialog(String title, InDialog what) {
		window.getShell().getDisplay().timerExec(100, new Runnable() {
			private int looks;

			@Override
			public void run() {
				Shell dialog = dialogs().stream().filter(d -> d.getText().equals(title)).findFirst().orElse(null);
				if (dialog == null) {
					if (looks++ < 300) {
						window.getShell().getDisplay().timerExec(100, this);
					}
					return;
				}
				try {
					what.run(dialog);
				} catch (Exception e) {
					throw new AssertionError("in the dialog " + title, e);
				} finally {
					if (!dialog.isDisposed()) {
						dialog.close();
					}
				}
			}
		});
	}

	/** Presses a button of a dialog that will open. */
	void answerDialog(String title, String button) {
		inDialog(title, dialog -> press(dialog, button));
	}

	void press(Shell dialog, String button) {
		Button found = collect(dialog, Button.class, b -> b.getText().replace("&", "").equals(button)).stream().findFirst()
				.orElseThrow(() -> new AssertionError("no button " + button + " in " + buttons()));
		found.notifyListeners(SWT.Selection, new Event());
	}

	/** Types into the first text field of a dialog. */
	void typeInto(Shell dialog, String text) {
		Text field = collect(dialog, Text.class, Control::isVisible).getFirst();
		field.setText(text);
		Eventually.settle();
	}

	/** The rows of the first table in the topmost dialog. */
	List<String> everyTable() {
		return dialogs().stream().flatMap(d -> collect(d, Table.class, Control::isVisible).stream())
				.flatMap(t -> Arrays.stream(t.getItems())).map(TableItem::getText).toList();
	}

	boolean isEnabled(String command) {
		return PlatformUI.getWorkbench().getService(ICommandService.class).getCommand(command).isEnabled();
	}

	// ---- what the widgets show

	/** The Frame view: each word's name to what its value's cell shows. */
	Map<String, String> frame() {
		Map<String, String> cells = new LinkedHashMap<>();
		Tree tree = frameTree();
		if (tree != null) {
			for (TreeItem group : tree.getItems()) {
				for (TreeItem item : group.getItems()) {
					cells.put(item.getText(0), item.getText(1));
				}
			}
		}
		return cells;
	}

	/** What the Frame view says a word means. */
	String meaning(String word) {
		TreeItem item = frameItem(word);
		return item == null ? "" : item.getText(2);
	}

	/** What the Frame view shows in bold. */
	List<String> boldWords() {
		List<String> words = new ArrayList<>();
		for (TreeItem group : frameTree().getItems()) {
			for (TreeItem item : group.getItems()) {
				if ((item.getFont(1).getFontData()[0].getStyle() & SWT.BOLD) != 0) {
					words.add(item.getText(0));
				}
			}
		}
		return words;
	}

	/** Chooses from the Frame view's context menu; the path is without mnemonics. */
	void chooseForWord(String word, String... path) {
		TreeItem item = frameItem(word);
		Tree tree = item.getParent();
		tree.setFocus();
		tree.setSelection(item);
		Event selected = new Event();
		selected.item = item;
		tree.notifyListeners(SWT.Selection, selected);
		choose(tree.getMenu(), path);
	}

	private static void choose(Menu menu, String... path) {
		menu.notifyListeners(SWT.Show, new Event());
		List<String> seen = new ArrayList<>();
		for (MenuItem item : menu.getItems()) {
			seen.add(item.getText());
			if (item.getText().replace("&", "").split("\t")[0].equals(path[0])) {
				if (path.length > 1) {
					choose(item.getMenu(), Arrays.copyOfRange(path, 1, path.length));
				} else {
					for (MenuItem other : menu.getItems()) {
						other.setSelection(other == item);
					}
					item.notifyListeners(SWT.Selection, new Event());
				}
				menu.notifyListeners(SWT.Hide, new Event());
				Eventually.settle();
				return;
			}
		}
		throw new AssertionError("no '" + path[0] + "' in " + seen);
	}

	/** Clicks on what the last column of the Frame view's row shows. */
	void clickMeaning(String word) {
		TreeItem item = frameItem(word);
		Tree tree = item.getParent();
		tree.showItem(item);
		Eventually.settle();
		Rectangle cell = item.getTextBounds(2);
		Event click = new Event();
		click.button = 1;
		click.x = cell.x + 4;
		click.y = cell.y + cell.height / 2;
		tree.notifyListeners(SWT.MouseUp, click);
		Eventually.settle();
	}

	private TreeItem frameItem(String word) {
		Tree tree = frameTree();
		if (tree != null) {
			for (TreeItem group : tree.getItems()) {
				for (TreeItem item : group.getItems()) {
					if (item.getText(0).equals(word)) {
						return item;
					}
				}
			}
		}
		return null;
	}

	private Tree frameTree() {
		return find(Tree.class, t -> t.getColumnCount() == 3 && t.getColumn(0).getText().equals("Word"));
	}

	/** The Threads view: each thread's name to its row. */
	Map<String, List<String>> threads() {
		return rows(find(Table.class, t -> t.getColumnCount() > 3 && t.getColumn(0).getText().equals("Thread")));
	}

	/** The Pseudo-Registers view: each row's name to its cells. */
	Map<String, List<String>> pseudoRegisters() {
		return rows(find(Table.class, t -> t.getColumnCount() == 3 && t.getColumn(0).getText().equals("Register")));
	}

	/** The visible table whose first column has this title: each row's first cell to all its cells. */
	Map<String, List<String>> table(String firstColumn) {
		return rows(tableWidget(firstColumn));
	}

	/** The same as a list. */
	List<List<String>> rows(String firstColumn) {
		Table table = tableWidget(firstColumn);
		return table == null ? List.of() : Arrays.stream(table.getItems()).map(i -> cells(table, i)).toList();
	}

	private static List<String> cells(Table table, TableItem item) {
		List<String> cells = new ArrayList<>();
		for (int i = 0; i < table.getColumnCount(); i++) {
			cells.add(item.getText(i));
		}
		return cells;
	}

	Table tableWidget(String firstColumn) {
		return find(Table.class, t -> t.getColumnCount() > 0 && t.getColumn(0).getText().equals(firstColumn));
	}

	/** The visible custom-drawn part that the keyboard reaches. */
	Canvas canvas() {
		return find(Canvas.class, c -> c.getClass().getSimpleName().equals("WaitCanvas"));
	}

	/** The field above a table into which a filter is typed. */
	void filter(String firstColumn, String text) {
		Table table = tableWidget(firstColumn);
		collect(table.getParent(), Text.class, Control::isVisible).get(0).setText(text);
		Eventually.settle();
	}

	/** Selects a row by its first cell. */
	void selectRow(String firstColumn, String cell) {
		Table table = tableWidget(firstColumn);
		for (TableItem item : table.getItems()) {
			if (item.getText(0).equals(cell)) {
				table.setSelection(item);
				Event event = new Event();
				event.item = item;
				table.notifyListeners(SWT.Selection, event);
				Eventually.settle();
				return;
			}
		}
		throw new AssertionError("no row " + cell + " in " + table(firstColumn).keySet());
	}

	/** The first cell of the selected row, empty if there is none. */
	String selectedRow(String firstColumn) {
		Table table = tableWidget(firstColumn);
		return table == null || table.getSelectionCount() == 0 ? "" : table.getSelection()[0].getText(0);
	}

	/** Selects the last row, and scrolls to it. */
	void selectLast(String firstColumn) {
		Table table = tableWidget(firstColumn);
		if (table.getItemCount() > 0) {
			table.setSelection(table.getItemCount() - 1);
			Eventually.settle();
		}
	}

	/** Follows a link by its text, wherever it is. */
	void followTarget(String text) {
		Matcher[] found = new Matcher[1];
		Link link = find(Link.class, l -> {
			Matcher matcher = Pattern.compile("<a href=\"([^\"]*)\">" + Pattern.quote(text) + "</a>").matcher(l.getText());
			found[0] = matcher.find() ? matcher : found[0];
			return found[0] != null;
		});
		assertThat(link).as("link '%s' in %s", text, labels()).isNotNull();
		Event event = new Event();
		event.text = found[0].group(1);
		link.notifyListeners(SWT.Selection, event);
		Eventually.settle();
	}

	/** Chooses an item of a view's own menu. */
	void viewMenu(String view, String text) {
		menuItem(view, text).run();
		Eventually.settle();
	}

	/** What choosing an item of a view's own menu does. */
	Runnable menuItem(String view, String text) {
		IViewPart part = window.getActivePage().findView(view);
		for (IContributionItem item : part.getViewSite().getActionBars().getMenuManager().getItems()) {
			if (item instanceof ActionContributionItem action
					&& action.getAction().getText().replace("&", "").equals(text)) {
				return () -> {
					if (action.getAction().getStyle() != IAction.AS_PUSH_BUTTON) {
						action.getAction().setChecked(!action.getAction().isChecked());
					}
					action.getAction().run();
				};
			}
		}
		throw new AssertionError("no menu item " + text);
	}

	private static Map<String, List<String>> rows(Table table) {
		Map<String, List<String>> rows = new LinkedHashMap<>();
		if (table != null) {
			for (TableItem item : table.getItems()) {
				List<String> cells = cells(table, item);
				rows.put(cells.get(0), cells);
			}
		}
		return rows;
	}

	void selectThread(String name) {
		Table table = find(Table.class, t -> t.getColumnCount() > 3 && t.getColumn(0).getText().equals("Thread"));
		assertThat(table).as("table of threads").isNotNull();
		for (TableItem item : table.getItems()) {
			if (item.getText(0).equals(name)) {
				table.setSelection(item);
				Event event = new Event();
				event.item = item;
				table.notifyListeners(SWT.Selection, event);
				Eventually.settle();
				return;
			}
		}
		throw new AssertionError("no thread " + name + " in " + threads().keySet());
	}

	/** The Debug view's threads, as it labels them. */
	List<String> debugView() {
		List<String> texts = new ArrayList<>();
		Tree tree = debugTree();
		if (tree != null) {
			for (TreeItem launch : tree.getItems()) {
				for (TreeItem target : launch.getItems()) {
					target.setExpanded(true);
					for (TreeItem thread : target.getItems()) {
						texts.add(thread.getText());
					}
				}
			}
		}
		return texts;
	}

	/** What is selected in the Debug view, as it labels it. */
	String selectedInDebugView() {
		Tree tree = debugTree();
		return tree == null || tree.getSelectionCount() == 0 ? "" : tree.getSelection()[0].getText();
	}

	private Tree debugTree() {
		IDebugView view = Adapters.adapt(window.getActivePage().findView(IDebugUIConstants.ID_DEBUG_VIEW), IDebugView.class);
		return view == null ? null : (Tree) view.getViewer().getControl();
	}

	/** All text that visible labels and links show, a line each. */
	String labels() {
		List<String> texts = new ArrayList<>();
		for (Shell shell : window.getShell().getDisplay().getShells()) {
			collect(shell, Control.class, c -> c.isVisible()).forEach(c -> {
				String text = c instanceof Label label ? label.getText() : c instanceof Link link ? link.getText() : "";
				if (!text.isBlank()) {
					texts.add(text);
				}
			});
		}
		return String.join("\n", texts);
	}

	/** All that visible text fields show. */
	String texts() {
		return collect(window.getShell(), Text.class, Control::isVisible).stream().map(Text::getText)
				.collect(Collectors.joining("\n"));
	}

	/** The buttons of all open dialogs, a line each, without mnemonics: {@code text: on} or {@code text: off}. */
	String buttons() {
		List<String> texts = new ArrayList<>();
		for (Shell shell : dialogs()) {
			collect(shell, Button.class, Control::isVisible)
					.forEach(b -> texts.add(b.getText().replace("&", "") + (b.getSelection() ? ": on" : ": off")));
		}
		return String.join("\n", texts);
	}

	/** What the Console view shows. */
	String console() {
		return collect(window.getShell(), StyledText.class, Control::isVisible).stream().map(StyledText::getText)
				.collect(Collectors.joining("\n"));
	}

	/** For the message when something never came. */
	String everything() {
		return "threads " + threads().values() + "\nframe " + frame() + "\npseudo-registers " + pseudoRegisters().values()
				+ "\nlabels " + labels() + "\nconsole " + console();
	}

	/** The windows that are open besides the workbench. */
	List<Shell> dialogs() {
		return Arrays.stream(window.getShell().getDisplay().getShells())
				.filter(s -> s != window.getShell() && s.isVisible() && !s.getText().isEmpty()).toList();
	}

	void closeDialogs() {
		dialogs().forEach(Shell::close);
		Eventually.settle();
	}

	// ---- what hands can do

	/**
	 * Begins to edit a word in the Frame view with a double click.
	 *
	 * @param word name of the word
	 * @return the cell's editor
	 */
	Text edit(String word) {
		TreeItem item = frameItem(word);
		assertThat(item).as("word %s in %s", word, frame()).isNotNull();
		Tree tree = item.getParent();
		tree.setFocus();
		tree.showItem(item);
		tree.setSelection(item);
		Eventually.settle();
		return doubleClick(tree, item.getBounds(1));
	}

	/** The same with F2, from whichever cell of the row. */
	Text editWithKey(String word) {
		TreeItem item = frameItem(word);
		Tree tree = item.getParent();
		tree.setFocus();
		tree.setSelection(item);
		Event key = new Event();
		key.keyCode = SWT.F2;
		tree.notifyListeners(SWT.KeyDown, key);
		return Eventually.see("cell editor", () -> editor(tree), t -> t != null && t.isVisible());
	}

	/** As {@link #edit}, in any table. */
	Text editCell(Table table, TableItem item, int column) {
		table.setFocus();
		table.showItem(item);
		table.setSelection(item);
		Eventually.settle();
		return doubleClick(table, item.getBounds(column));
	}

	private static Text doubleClick(Composite cells, Rectangle cell) {
		Event click = new Event();
		click.button = 1;
		click.count = 2;
		click.x = cell.x + cell.width / 2;
		click.y = cell.y + cell.height / 2;
		cells.notifyListeners(SWT.MouseDoubleClick, click);
		return Eventually.see("cell editor", () -> editor(cells), t -> t != null && t.isVisible());
	}

	private static Text editor(Composite cells) {
		return Arrays.stream(cells.getChildren()).filter(Text.class::isInstance).map(Text.class::cast)
				.filter(Control::isVisible).findFirst().orElse(null);
	}

	/** Types over what a cell editor holds. */
	void type(Text editor, String text) {
		editor.selectAll();
		editor.insert(text);
		Eventually.settle();
	}

	/** Edits a word in the Frame view. */
	void set(String word, String text) {
		Text editor = edit(word);
		type(editor, text);
		enter(editor);
	}

	/** Ends a cell editor with Enter. */
	void enter(Text editor) {
		editor.notifyListeners(SWT.DefaultSelection, new Event());
		Eventually.settle();
	}

	/** Follows the first link of the shown empty page. */
	void followLink(String text) {
		followLink(text, text);
	}

	/** Follows one of the links in a text. */
	void followLink(String text, String href) {
		Link link = find(Link.class, l -> l.getText().contains(text));
		assertThat(link).as("link '%s' in %s", text, labels()).isNotNull();
		Event event = new Event();
		event.text = href;
		link.notifyListeners(SWT.Selection, event);
	}

	// ---- dialogs

	/** Opens a wizard without waiting for its end. */
	void openWizard(String id) throws CoreException {
		IWorkbenchWizard wizard = PlatformUI.getWorkbench().getNewWizardRegistry().findWizard(id).createWizard();
		wizard.init(PlatformUI.getWorkbench(), StructuredSelection.EMPTY);
		WizardDialog dialog = new WizardDialog(window.getShell(), wizard);
		dialog.setBlockOnOpen(false);
		dialog.open();
		Eventually.settle();
	}

	/** A widget of an open dialog. */
	<T extends Control> T inDialog(Class<T> type, Predicate<? super T> accept) {
		return Eventually.see("a " + type.getSimpleName() + " in a dialog", () -> dialogs().stream()
				.flatMap(s -> collect(s, type, c -> c.isVisible() && accept.test(c)).stream()).findFirst().orElse(null),
				Objects::nonNull);
	}

	/** A button of an open dialog by its text, without mnemonics. */
	Button button(String text) {
		return inDialog(Button.class, b -> b.getText().replace("&", "").equals(text));
	}

	/** Presses a button that must be enabled; of a group of radio buttons it becomes the one. */
	void click(Button button) {
		assertThat(button.isEnabled()).as(button.getText()).isTrue();
		if ((button.getStyle() & SWT.RADIO) != 0) {
			for (Control each : button.getParent().getChildren()) {
				if (each instanceof Button other && (other.getStyle() & SWT.RADIO) != 0 && other.getSelection()) {
					other.setSelection(false);
					other.notifyListeners(SWT.Selection, new Event());
				}
			}
			button.setSelection(true);
		} else if ((button.getStyle() & SWT.CHECK) != 0) {
			button.setSelection(!button.getSelection());
		}
		button.notifyListeners(SWT.Selection, new Event());
		Eventually.settle();
	}

	/** Brings a page of a launch configuration to the front. */
	void tab(String name) {
		CTabFolder folder = inDialog(CTabFolder.class,
				f -> Arrays.stream(f.getItems()).anyMatch(i -> i.getText().contains(name)));
		for (CTabItem item : folder.getItems()) {
			if (item.getText().contains(name)) {
				folder.setSelection(item);
				Event event = new Event();
				event.item = item;
				folder.notifyListeners(SWT.Selection, event);
			}
		}
		Eventually.settle();
	}

	// ---- kernels

	/** Deletes all projects with their contents, when nothing builds any more. */
	void deleteProjects() throws CoreException {
		Job.getJobManager().cancel(ResourcesPlugin.FAMILY_AUTO_BUILD);
		Eventually.see("no build", () -> List.of(Job.getJobManager().find(ResourcesPlugin.FAMILY_AUTO_BUILD)), List::isEmpty);
		window.getActivePage().closeAllEditors(false);
		for (IProject project : ResourcesPlugin.getWorkspace().getRoot().getProjects()) {
			project.delete(true, true, null);
		}
	}

	KernelDebugTarget kernel() {
		for (ILaunch launch : launches().getLaunches()) {
			for (IDebugTarget target : launch.getDebugTargets()) {
				if (target instanceof KernelDebugTarget kernel) {
					return kernel;
				}
			}
		}
		return null;
	}

	/** Starts a kernel with a scenario, whose threads run. */
	KernelDebugTarget launch(String scenario) throws Exception {
		KernelLaunchSettings settings = new KernelLaunchSettings(null, "process-np", scenario, false, 64, true);
		ILaunchConfigurationWorkingCopy copy = launches().getLaunchConfigurationType(KernelLaunchSettings.TYPE_ID)
				.newInstance(null, scenario);
		settings.store(copy);
		Job job = Job.create("launch " + scenario, (ICoreRunnable) m -> copy.launch(ILaunchManager.DEBUG_MODE, m));
		job.schedule();
		Eventually.see("the kernel of " + scenario,
				() -> job.getResult() == null || job.getResult().isOK() ? kernel() : fail(job.getResult().toString()),
				k -> k != null && k.snapshots().latest() != null);
		return kernel();
	}

	/** Ends all kernels and forgets them. */
	void cleanUp() throws DebugException {
		Eventually.see("the demo's job done", () -> List.of(Job.getJobManager().find(RunDemoHandler.FAMILY)),
				List::isEmpty);
		for (ILaunch launch : launches().getLaunches()) {
			if (launch.canTerminate()) {
				launch.terminate();
			}
		}
		Eventually.see("all launches terminated",
				() -> Arrays.stream(launches().getLaunches()).filter(l -> l.hasChildren() && !l.isTerminated()).toList(),
				List::isEmpty);
		launches().removeLaunches(launches().getLaunches());
		closeDialogs();
	}

	private static ILaunchManager launches() {
		return DebugPlugin.getDefault().getLaunchManager();
	}

	// ---- pictures

	/** Saves a picture of the screen in the folder that the system property {@code fluke.screenshots} names. */
	void picture(String name) throws IOException {
		String folder = System.getProperty("fluke.screenshots");
		Files.createDirectories(Path.of(folder));
		Eventually.settle();
		window.getShell().getDisplay().update();
		Rectangle area = window.getShell().getDisplay().getPrimaryMonitor().getBounds();
		Image image = new Image(window.getShell().getDisplay(), area.width, area.height);
		GC gc = new GC(window.getShell().getDisplay());
		try {
			gc.copyArea(image, area.x, area.y);
			ImageLoader loader = new ImageLoader();
			loader.data = new org.eclipse.swt.graphics.ImageData[] { image.getImageData() };
			loader.save(Path.of(folder, name + ".png").toString(), SWT.IMAGE_PNG);
		} finally {
			gc.dispose();
			image.dispose();
		}
	}

	/** The same from inside of a dialog's event loop. */
	void quietPicture(String name) {
		try {
			picture(name);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	// ---- widgets

	private <T extends Control> T find(Class<T> type, Predicate<? super T> accept) {
		return collect(window.getShell(), type, c -> c.isVisible() && accept.test(c)).stream().findFirst().orElse(null);
	}

	static <T extends Control> List<T> all(Composite parent, Class<T> type) {
		return collect(parent, type, c -> true);
	}

	private static <T extends Control> List<T> collect(Composite parent, Class<T> type, Predicate<? super T> accept) {
		List<T> found = new ArrayList<>();
		for (Control child : parent.getChildren()) {
			if (type.isInstance(child) && accept.test(type.cast(child))) {
				found.add(type.cast(child));
			}
			if (child instanceof Composite composite) {
				found.addAll(collect(composite, type, accept));
			}
		}
		return found;
	}
}
