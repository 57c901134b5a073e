// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.projects;

import java.util.List;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.runtime.IPath;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.ui.console.FileLink;
import org.eclipse.jface.resource.JFaceColors;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.console.ConsolePlugin;
import org.eclipse.ui.console.IConsole;
import org.eclipse.ui.console.IConsoleManager;
import org.eclipse.ui.console.IPatternMatchListenerDelegate;
import org.eclipse.ui.console.MessageConsole;
import org.eclipse.ui.console.MessageConsoleStream;
import org.eclipse.ui.console.PatternMatchEvent;
import org.eclipse.ui.console.TextConsole;
import org.fluke.kernel.project.BuildListener;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;

/** Shows what builds of kernel projects print, in a console a project; names of files with lines are links. */
public final class BuildConsole implements BuildListener {

	private static final String TYPE = FlukeUi.PLUGIN_ID + ".buildConsole"; //$NON-NLS-1$
	private static final int KEPT_CHARACTERS = 500_000;

	/** The console of one project. Only the latest build is in it. */
	private static final class ProjectConsole extends MessageConsole {

		private final IProject project;
		private final MessageConsoleStream output = newMessageStream();
		private final MessageConsoleStream own = newMessageStream();
		private final MessageConsoleStream errors = newMessageStream();

		ProjectConsole(IProject project) {
			super(NLS.bind(Messages.BuildConsole_name, project.getName()), TYPE, Icons.descriptor(Icons.KERNEL), true);
			this.project = project;
			setWaterMarks(KEPT_CHARACTERS, KEPT_CHARACTERS + KEPT_CHARACTERS / 10);
			Display display = PlatformUI.getWorkbench().getDisplay();
			display.asyncExec(() -> {
				own.setColor(display.getSystemColor(SWT.COLOR_LINK_FOREGROUND));
				errors.setColor(JFaceColors.getErrorText(display));
			});
		}
	}

	@Override
	public void started(IProject project, List<String> commandLine) {
		ProjectConsole console = console(project);
		console.clearConsole();
		console.own.println(DebugPlugin.renderArguments(commandLine.toArray(String[]::new), null));
	}

	@Override
	public void line(IProject project, String line) {
		console(project).output.println(line);
	}

	@Override
	public void ended(IProject project, String message, boolean failed) {
		ProjectConsole console = console(project);
		(failed ? console.errors : console.own).println(message);
		if (failed) {
			ConsolePlugin.getDefault().getConsoleManager().warnOfContentChange(console);
		}
	}

	private static synchronized ProjectConsole console(IProject project) {
		IConsoleManager manager = ConsolePlugin.getDefault().getConsoleManager();
		for (IConsole each : manager.getConsoles()) {
			if (each instanceof ProjectConsole console) {
				if (console.project.equals(project)) {
					return console;
				}
				if (!console.project.exists()) {
					manager.removeConsoles(new IConsole[] { console });
				}
			}
		}
		ProjectConsole made = new ProjectConsole(project);
		manager.addConsoles(new IConsole[] { made });
		return made;
	}

	/** Makes links of what compilers say: {@code kern/thread.c:12:}. */
	public static final class Links implements IPatternMatchListenerDelegate {

		private ProjectConsole console;

		@Override
		public void connect(TextConsole connected) {
			console = connected instanceof ProjectConsole ours ? ours : null;
		}

		@Override
		public void disconnect() {
			console = null;
		}

		@Override
		public void matchFound(PatternMatchEvent event) {
			ProjectConsole to = console;
			if (to == null) {
				return;
			}
			try {
				String text = to.getDocument().get(event.getOffset(), event.getLength());
				int colon = text.lastIndexOf(':');
				IPath path = IPath.fromOSString(text.substring(0, colon));
				IPath location = to.project.getLocation();
				if (location != null && location.isPrefixOf(path)) {
					path = path.makeRelativeTo(location);
				}
				IFile file = path.isAbsolute() ? null : to.project.getFile(path);
				if (file != null && file.exists()) {
					to.addHyperlink(new FileLink(file, null, -1, -1, Integer.parseInt(text.substring(colon + 1))),
							event.getOffset(), event.getLength());
				}
			} catch (BadLocationException | NumberFormatException e) {
				// The text has scrolled away, or is something else.
			}
		}
	}
}
