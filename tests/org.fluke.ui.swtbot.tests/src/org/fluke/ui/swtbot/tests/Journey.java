// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.swtbot.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swtbot.eclipse.finder.SWTWorkbenchBot;
import org.eclipse.swtbot.eclipse.finder.widgets.SWTBotView;
import org.eclipse.swtbot.swt.finder.SWTBot;
import org.eclipse.swtbot.swt.finder.finders.UIThreadRunnable;
import org.eclipse.swtbot.swt.finder.results.VoidResult;
import org.eclipse.swtbot.swt.finder.utils.SWTUtils;
import org.eclipse.swtbot.swt.finder.waits.DefaultCondition;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotTreeItem;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.console.ConsolePlugin;
import org.eclipse.ui.console.IConsole;
import org.eclipse.ui.console.TextConsole;

/** What all journeys do: wait for what is to be seen, and take pictures. Nothing here reaches into the product. */
final class Journey {

	/** Longer than anything takes on a busy machine. */
	static final long PATIENCE_MILLIS = 60_000;

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
		Path folder = Path.of(System.getProperty("fluke.screenshots"));
		Files.createDirectories(folder);
		SWTUtils.captureScreenshot(folder.resolve(name + ".png").toString());
	}

	SWTBotView view(String title) {
		SWTBotView view = bot.viewByTitle(title);
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

	private static void rows(SWTBotTreeItem[] items, StringBuilder text) {
		for (SWTBotTreeItem item : items) {
			text.append(item.getText()).append('\n');
			rows(item.getItems(), text);
		}
	}

	/** What the workspace knows to be wrong with a project, a line each: {@code file:line message}. */
	String problems(String project) {
		try {
			StringBuilder text = new StringBuilder();
			for (IMarker marker : ResourcesPlugin.getWorkspace().getRoot().getProject(project).findMarkers(IMarker.PROBLEM,
					true, IResource.DEPTH_INFINITE)) {
				text.append(marker.getResource().getName()).append(':').append(marker.getAttribute(IMarker.LINE_NUMBER, 0))
						.append(' ').append(marker.getAttribute(IMarker.MESSAGE, "")).append('\n');
			}
			return text.toString();
		} catch (CoreException e) {
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
