// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui;

import org.eclipse.debug.ui.IDebugUIConstants;
import org.eclipse.ui.IFolderLayout;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;
import org.eclipse.ui.console.IConsoleConstants;
import org.eclipse.ui.progress.IProgressConstants;

/** The perspective in which a running kernel is watched and changed. */
public final class FlukePerspective implements IPerspectiveFactory {

	private static final String ERROR_LOG = "org.eclipse.pde.runtime.LogView"; //$NON-NLS-1$

	@Override
	public void createInitialLayout(IPageLayout layout) {
		layout.setEditorAreaVisible(false);
		String editors = layout.getEditorArea();

		// What happens, over the whole width at the bottom: all of it is seen at once.
		IFolderLayout console = layout.createFolder("console", IPageLayout.BOTTOM, 0.72f, editors); //$NON-NLS-1$
		console.addView(IConsoleConstants.ID_CONSOLE_VIEW);
		console.addPlaceholder(IPageLayout.ID_PROBLEM_VIEW);
		console.addPlaceholder(IProgressConstants.PROGRESS_VIEW_ID);
		console.addPlaceholder(ERROR_LOG);
		IFolderLayout debug = layout.createFolder("debug", IPageLayout.LEFT, 0.19f, "console"); //$NON-NLS-1$ //$NON-NLS-2$
		debug.addView(IDebugUIConstants.ID_DEBUG_VIEW);
		debug.addPlaceholder(IPageLayout.ID_PROJECT_EXPLORER);
		debug.addPlaceholder(IDebugUIConstants.ID_BREAKPOINT_VIEW);
		debug.addPlaceholder(IDebugUIConstants.ID_VARIABLE_VIEW);
		debug.addPlaceholder(IDebugUIConstants.ID_REGISTER_VIEW);
		IFolderLayout restartPoints = layout.createFolder("restartPoints", IPageLayout.RIGHT, 0.33f, "console"); //$NON-NLS-1$ //$NON-NLS-2$
		restartPoints.addView(FlukeUi.RESTART_POINTS_VIEW);
		IFolderLayout pseudo = layout.createFolder("pseudo", IPageLayout.RIGHT, 0.57f, "restartPoints"); //$NON-NLS-1$ //$NON-NLS-2$
		pseudo.addView(FlukeUi.PSEUDO_VIEW);

		// What is: the thread on the right, all of them on the left, above what is being edited if anything is.
		IFolderLayout frame = layout.createFolder("frame", IPageLayout.RIGHT, 0.635f, editors); //$NON-NLS-1$
		frame.addView(FlukeUi.FRAME_VIEW);
		IFolderLayout threads = layout.createFolder("threads", IPageLayout.TOP, 0.5f, editors); //$NON-NLS-1$
		threads.addView(FlukeUi.THREADS_VIEW);
		threads.addView(FlukeUi.OBJECTS_VIEW);
		threads.addView(FlukeUi.WAIT_FOR_VIEW);
		threads.addView(FlukeUi.ENTRY_POINTS_VIEW);

		layout.addActionSet(IDebugUIConstants.LAUNCH_ACTION_SET);
		layout.addActionSet(IDebugUIConstants.DEBUG_ACTION_SET);
		layout.addActionSet("org.eclipse.ui.cheatsheets.actionSet"); //$NON-NLS-1$
		layout.addShowViewShortcut(FlukeUi.THREADS_VIEW);
		layout.addShowViewShortcut(FlukeUi.FRAME_VIEW);
		layout.addShowViewShortcut(FlukeUi.PSEUDO_VIEW);
		layout.addShowViewShortcut(FlukeUi.OBJECTS_VIEW);
		layout.addShowViewShortcut(FlukeUi.WAIT_FOR_VIEW);
		layout.addShowViewShortcut(FlukeUi.RESTART_POINTS_VIEW);
		layout.addShowViewShortcut(FlukeUi.ENTRY_POINTS_VIEW);
		layout.addShowViewShortcut(IDebugUIConstants.ID_DEBUG_VIEW);
		layout.addShowViewShortcut(IDebugUIConstants.ID_BREAKPOINT_VIEW);
		layout.addShowViewShortcut(IConsoleConstants.ID_CONSOLE_VIEW);
		layout.addShowViewShortcut(IPageLayout.ID_PROJECT_EXPLORER);
		layout.addShowViewShortcut(IPageLayout.ID_PROBLEM_VIEW);
		layout.addNewWizardShortcut(FlukeUi.NEW_PROJECT_WIZARD);
		layout.addPerspectiveShortcut(IDebugUIConstants.ID_DEBUG_PERSPECTIVE);
	}
}
