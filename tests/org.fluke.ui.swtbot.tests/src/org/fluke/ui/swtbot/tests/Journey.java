// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.swtbot.tests;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.jface.bindings.keys.KeyStroke;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swtbot.eclipse.finder.SWTWorkbenchBot;
import org.eclipse.swtbot.eclipse.finder.widgets.SWTBotView;
import org.eclipse.swtbot.swt.finder.SWTBot;
import org.eclipse.swtbot.swt.finder.finders.UIThreadRunnable;
import org.eclipse.swtbot.swt.finder.keyboard.Keystrokes;
import org.eclipse.swtbot.swt.finder.results.Result;
import org.eclipse.swtbot.swt.finder.results.VoidResult;
import org.eclipse.swtbot.swt.finder.waits.DefaultCondition;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotShell;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotTable;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotTree;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotTreeItem;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.console.ConsolePlugin;
import org.eclipse.ui.console.IConsole;
import org.eclipse.ui.console.TextConsole;

/** What all journeys do: wait for what is to be seen, and take pictures. Nothing here reaches into the product. */
final class Journey {

	/** Longer than anything takes on a busy machine. */
	static final long PATIENCE_MILLIS = 240_000;

	final SWTWorkbenchBot bot = new SWTWorkbenchBot();

	/** The workbench as at a first start: maximized, its perspective untouched. */
	void begin() {
		UIThreadRunnable.syncExec((VoidResult) () -> {
			Shell shell = PlatformUI.getWorkbench().getWorkbenchWindows()[0].getShell();
			shell.setMaximized(true);
			shell.forceActive();
		});
		bot.resetActivePerspective();
	}

	/** Ends whatever was launched, and forgets the projects. */
	void end() throws Exception {
		endKernels();
		for (IProject project : ResourcesPlugin.getWorkspace().getRoot().getProjects()) {
			project.delete(true, true, null);
		}
	}

	void endKernels() throws Exception {
		for (ILaunch launch : DebugPlugin.getDefault().getLaunchManager().getLaunches()) {
			launch.terminate();
		}
		DebugPlugin.getDefault().getLaunchManager()
				.removeLaunches(DebugPlugin.getDefault().getLaunchManager().getLaunches());
	}

	/** Waits until SEEN is as EXPECTED; the failure says what was seen instead. */
	<T> T see(String what, Supplier<T> seen, Predicate<? super T> expected) {
		Object[] last = new Object[1];
		bot.waitUntil(new DefaultCondition() {
			@Override
			public boolean test() {
				T now = seen.get();
				last[0] = now;
				return expected.test(now);
			}

			@Override
			public String getFailureMessage() {
				return "never seen: " + what + "; seen instead: " + last[0];
			}
		}, PATIENCE_MILLIS, 100);
		@SuppressWarnings("unchecked")
		T result = (T) last[0];
		return result;
	}

	/** A picture of the screen for the guide; its name is that of the step. */
	void picture(String name) throws Exception {
		save(name, UIThreadRunnable.syncExec((Result<ImageData>) () -> copy(Display.getDefault().getBounds())));
	}

	/** The same of a view, with its tab. */
	void picture(String name, String view) throws Exception {
		Control control = (Control) view(view).getWidget();
		save(name, UIThreadRunnable.syncExec((Result<ImageData>) () -> {
			Control folder = control;
			while (!(folder instanceof CTabFolder)) {
				folder = folder.getParent();
			}
			return copy(folder.getDisplay().map(folder.getParent(), null, folder.getBounds()));
		}));
	}

	/** The same of a dialog, when nothing in it moves any more. */
	void picture(String name, SWTBotShell dialog) throws Exception {
		Supplier<ImageData> now = () -> UIThreadRunnable.syncExec((Result<ImageData>) () -> copy(
				dialog.widget.getDisplay().map(dialog.widget, null, dialog.widget.getClientArea())));
		AtomicReference<ImageData> before = new AtomicReference<>(now.get());
		save(name, see("a dialog that stands still", now, i -> Arrays.equals(before.getAndSet(i).data, i.data)));
	}

	private static ImageData copy(Rectangle area) {
		Display display = Display.getDefault();
		while (display.readAndDispatch()) {
			// until everything is painted
		}
		Image image = new Image(display, area.width, area.height);
		GC gc = new GC(display);
		try {
			gc.copyArea(image, area.x, area.y);
			return image.getImageData();
		} finally {
			gc.dispose();
			image.dispose();
		}
	}

	private static void save(String name, ImageData picture) throws Exception {
		Path folder = Path.of(System.getProperty("fluke.screenshots"));
		Files.createDirectories(folder);
		ImageLoader loader = new ImageLoader();
		loader.data = new ImageData[] { picture };
		loader.save(folder.resolve(name + ".png").toString(), SWT.IMAGE_PNG);
	}

	SWTBotView view(String name) {
		SWTBotView view = bot.viewByPartName(name);
		view.show();
		return view;
	}

	/** The row of the Frame view that shows a word; null as long as there is none. */
	SWTBotTreeItem frameRow(String word) {
		SWTBot frame = view("Frame").bot();
		for (SWTBotTreeItem group : frame.tree().getAllItems()) {
			for (SWTBotTreeItem row : group.getItems()) {
				if (row.cell(0).equals(word)) {
					return row;
				}
			}
		}
		return null;
	}

	/** The value of a word as the Frame view shows it, or why there is none. */
	String frameValue(String word) {
		try {
			SWTBotTreeItem row = frameRow(word);
			return row == null ? "no such row" : row.cell(1);
		} catch (RuntimeException e) {
			return e.toString();
		}
	}

	/** What stands above the Frame view's table: thread, state and cause, and what it is about to do. */
	String frameHeader() {
		try {
			SWTBot frame = view("Frame").bot();
			return frame.label(0).getText() + '\n' + frame.label(1).getText();
		} catch (RuntimeException e) {
			return e.toString();
		}
	}

	/** The names in the Threads view, a line each. */
	String threads() {
		try {
			return column(view("Threads").bot().table());
		} catch (RuntimeException e) {
			return e.toString();
		}
	}

	/** The rows of the Debug view, a line each, down to the kernel's threads; the view need not be in front. */
	String debugged() {
		try {
			SWTBotTreeItem[] launches = bot.viewByPartName("Debug").bot().tree().getAllItems();
			for (SWTBotTreeItem launch : launches) {
				launch.expand().getItems()[0].expand();
			}
			StringBuilder text = new StringBuilder();
			rows(launches, text);
			return text.toString();
		} catch (RuntimeException e) {
			return e.toString();
		}
	}

	/** The rows of the first tree in the active editor, a line each. */
	String snapshotRows() {
		try {
			StringBuilder text = new StringBuilder();
			rows(bot.activeEditor().bot().tree().getAllItems(), text);
			return text.toString();
		} catch (RuntimeException e) {
			return e.toString();
		}
	}

	/** Opens the first row whose text contains this, in a tree with groups. */
	static void open(SWTBotTree tree, String part) {
		StringBuilder rows = new StringBuilder();
		for (SWTBotTreeItem group : tree.getAllItems()) {
			for (SWTBotTreeItem row : group.expand().getItems()) {
				if (row.getText().contains(part)) {
					row.select().doubleClick();
					return;
				}
				rows.append(row.getText()).append('\n');
			}
		}
		fail("no row with " + part + " among\n" + rows);
	}

	/** The words that a comparison in the active editor lists, a line each. */
	String changedWords() {
		try {
			return column(bot.activeEditor().bot().table());
		} catch (RuntimeException e) {
			return e.toString();
		}
	}

	private static String column(SWTBotTable table) {
		return IntStream.range(0, table.rowCount()).mapToObj(row -> table.cell(row, 0)).collect(Collectors.joining("\n"));
	}

	/** Gives the active editor the whole window, or takes it back. */
	void toggleMaximized() {
		bot.activeShell().pressShortcut(Keystrokes.CTRL, KeyStroke.getInstance(SWT.NONE, 'M'));
	}

	private static void rows(SWTBotTreeItem[] items, StringBuilder text) {
		for (SWTBotTreeItem item : items) {
			text.append(item.getText()).append('\n');
			rows(item.getItems(), text);
		}
	}

	/** The rows of the Problems view, a line each: {@code file:line message}. */
	String problems() {
		try {
			StringBuilder text = new StringBuilder();
			for (SWTBotTreeItem severity : view("Problems").bot().tree().getAllItems()) {
				for (SWTBotTreeItem row : severity.expand().getItems()) {
					text.append(row.cell(1)).append(':').append(row.cell(3)).append(' ').append(row.cell(0)).append('\n');
				}
			}
			return text.toString();
		} catch (RuntimeException e) {
			return e.toString();
		}
	}

	/** All text of all consoles. */
	String console() {
		StringBuilder text = new StringBuilder();
		for (IConsole console : ConsolePlugin.getDefault().getConsoleManager().getConsoles()) {
			if (console instanceof TextConsole t) {
				text.append(t.getDocument().get());
			}
		}
		return text.toString();
	}
}
