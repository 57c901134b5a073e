// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.text.DateFormat;
import java.text.NumberFormat;

import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.commands.operations.IOperationHistory;
import org.eclipse.core.commands.operations.IOperationHistoryListener;
import org.eclipse.core.commands.operations.IUndoContext;
import org.eclipse.core.commands.operations.IUndoableOperation;
import org.eclipse.core.commands.operations.ObjectUndoContext;
import org.eclipse.core.commands.operations.OperationHistoryEvent;
import org.eclipse.core.commands.operations.OperationHistoryFactory;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IResourceChangeEvent;
import org.eclipse.core.resources.IResourceChangeListener;
import org.eclipse.core.resources.IResourceDelta;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.ToolBarManager;
import org.eclipse.jface.commands.ActionHandler;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.window.Window;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IEditorInput;
import org.eclipse.ui.IEditorSite;
import org.eclipse.ui.IFileEditorInput;
import org.eclipse.ui.IURIEditorInput;
import org.eclipse.ui.IWorkbenchCommandConstants;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.actions.WorkspaceModifyOperation;
import org.eclipse.ui.dialogs.SaveAsDialog;
import org.eclipse.ui.handlers.IHandlerService;
import org.eclipse.ui.menus.IMenuService;
import org.eclipse.ui.operations.RedoActionHandler;
import org.eclipse.ui.operations.UndoActionHandler;
import org.eclipse.ui.part.EditorPart;
import org.eclipse.ui.part.FileEditorInput;
import org.eclipse.ui.statushandlers.StatusManager;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.api.ApiTable;
import org.fluke.model.KernelObject;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.Word;
import org.fluke.ui.FlukeUi;

/** A saved snapshot: its objects in a tree, the words and links of the selected one beside it. Words of frames can be edited. */
public final class StateEditor extends EditorPart {

	/** Identifier of this editor, its toolbar and its context menu. */
	public static final String ID = "org.fluke.ui.state.editor"; //$NON-NLS-1$

	private final ApiTable api = ApiTable.bundled();
	private final FrameDecoder decoder = new FrameDecoder(api);
	private final IUndoContext undoContext = new ObjectUndoContext(this);
	private final IOperationHistory history = OperationHistoryFactory.getOperationHistory();
	private final IOperationHistoryListener historyListener = this::historyChanged;
	private final IResourceChangeListener fileListener = this::resourcesChanged;

	private Snapshot snapshot;
	private long stamp;
	private IUndoableOperation saved;
	private Composite root;
	private StackLayout stack;
	private Text message;
	private Composite page;
	private Label summary;
	private Label sentence;
	private ObjectTree objects;
	private WordTable words;
	private ToolBarManager tools;

	@Override
	public void init(IEditorSite site, IEditorInput input) throws PartInitException {
		setSite(site);
		setInput(input);
		setPartName(input.getName());
		history.addOperationHistoryListener(historyListener);
		ResourcesPlugin.getWorkspace().addResourceChangeListener(fileListener, IResourceChangeEvent.POST_CHANGE);
	}

	@Override
	public void createPartControl(Composite parent) {
		root = parent;
		stack = new StackLayout();
		root.setLayout(stack);
		message = new Text(root, SWT.WRAP | SWT.MULTI | SWT.READ_ONLY | SWT.V_SCROLL);
		page = new Composite(root, SWT.NONE);
		GridLayoutFactory.fillDefaults().margins(6, 4).numColumns(2).applyTo(page);
		summary = new Label(page, SWT.WRAP);
		summary.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
		GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(200, SWT.DEFAULT).applyTo(summary);
		tools = new ToolBarManager(SWT.FLAT | SWT.RIGHT);
		tools.createControl(page);
		getSite().getService(IMenuService.class).populateContributionManager(tools, "toolbar:" + ID); //$NON-NLS-1$
		SashForm sash = new SashForm(page, SWT.HORIZONTAL | SWT.SMOOTH);
		GridDataFactory.fillDefaults().grab(true, true).span(2, 1).hint(400, 100).applyTo(sash);
		objects = new ObjectTree(sash, api);
		words = new WordTable(sash, api, this::say, this::change);
		sash.setWeights(52, 48);
		sentence = new Label(page, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).span(2, 1).hint(200, SWT.DEFAULT).applyTo(sentence);
		objects.viewer().addSelectionChangedListener(e -> show(e.getStructuredSelection().getFirstElement()));
		MenuManager menus = new MenuManager();
		objects.viewer().getControl().setMenu(menus.createContextMenu(objects.viewer().getControl()));
		getSite().registerContextMenu(ID, menus, objects.viewer());
		getSite().setSelectionProvider(objects.viewer());
		PlatformUI.getWorkbench().getHelpSystem().setHelp(root, FlukeUi.HELP_STATE_EDITOR);
		name(objects.viewer().getControl(), Messages.ObjectTree_tree);
		name(words.viewer().getControl(), Messages.WordTable_table);
		handleUndo();
		read();
	}

	private static void name(Control control, String name) {
		control.getAccessible().addAccessibleListener(org.eclipse.swt.accessibility.AccessibleListener.getNameAdapter(e -> {
			if (e.childID == org.eclipse.swt.accessibility.ACC.CHILDID_SELF) {
				e.result = name;
			}
		}));
	}

	private void handleUndo() {
		UndoActionHandler undo = new UndoActionHandler(getSite(), undoContext);
		RedoActionHandler redo = new RedoActionHandler(getSite(), undoContext);
		undo.setPruneHistory(true);
		IHandlerService handlers = getSite().getService(IHandlerService.class);
		handlers.activateHandler(IWorkbenchCommandConstants.EDIT_UNDO, new ActionHandler(undo));
		handlers.activateHandler(IWorkbenchCommandConstants.EDIT_REDO, new ActionHandler(redo));
	}

	/** In the background: a file may be long. */
	private void read() {
		IEditorInput input = getEditorInput();
		show(NLS.bind(Messages.StateEditor_reading, input.getName()));
		stamp = stamp();
		Job job = new Job(NLS.bind(Messages.StateEditor_reading, input.getName())) {
			@Override
			protected IStatus run(IProgressMonitor monitor) {
				try {
					Snapshot found = StateFiles.read(input, monitor);
					later(() -> show(found));
				} catch (OperationCanceledException e) {
					return Status.CANCEL_STATUS;
				} catch (CoreException e) {
					String reason = e.getStatus().getMessage();
					later(() -> show(NLS.bind(Messages.StateEditor_refused, input.getName(), reason)));
				}
				return Status.OK_STATUS;
			}

			@Override
			public boolean belongsTo(Object family) {
				return family == StateEditor.class;
			}
		};
		job.schedule();
	}

	private void later(Runnable runnable) {
		PlatformUI.getWorkbench().getDisplay().asyncExec(() -> {
			if (!root.isDisposed()) {
				runnable.run();
			}
		});
	}

	private void show(String text) {
		snapshot = null;
		message.setText(text);
		top(message);
	}

	private void show(Snapshot found) {
		snapshot = found;
		history.dispose(undoContext, true, true, false);
		saved = null;
		boolean known = "%08x".formatted(api.digest()).equals(found.getTableDigest()); //$NON-NLS-1$
		summary.setText(NLS.bind(Messages.StateEditor_summary,
				new Object[] { found.getConfiguration(), found.getKernelVersion(),
						NumberFormat.getInstance().format(found.getSequence()),
						NumberFormat.getInstance().format(found.getIcount()),
						found.getTakenAt() == null ? "?" //$NON-NLS-1$
								: DateFormat.getDateTimeInstance().format(found.getTakenAt()) })
				+ (known ? "" : Messages.StateEditor_unknownTable)); //$NON-NLS-1$
		show((Object) null);
		objects.show(found);
		top(page);
		page.layout(true, true);
		firePropertyChange(PROP_DIRTY);
	}

	private void top(Control control) {
		stack.topControl = control;
		root.layout();
	}

	private void show(Object row) {
		KernelObject object = row instanceof KernelObject o ? o : null;
		words.show(object);
		say(""); //$NON-NLS-1$
	}

	/** A refusal, or what the selected thread is about to do. */
	private void say(String refused) {
		Object row = objects.viewer().getStructuredSelection().getFirstElement();
		String text = !refused.isEmpty() ? refused
				: row instanceof ThreadObject thread ? capitalize(decoder.sentence(thread))
						: row == null ? Messages.StateEditor_select : ""; //$NON-NLS-1$
		if (!text.equals(sentence.getText())) {
			sentence.setText(text);
			page.layout(true, true);
		}
	}

	private static String capitalize(String text) {
		return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
	}

	private void change(Word word, int value) {
		try {
			history.execute(new WordChange(undoContext, api, word, value), null, null);
		} catch (ExecutionException e) {
			throw new IllegalStateException(e);
		}
	}

	private void historyChanged(OperationHistoryEvent event) {
		if (event.getOperation().hasContext(undoContext)
				&& (event.getEventType() == OperationHistoryEvent.DONE || event.getEventType() == OperationHistoryEvent.UNDONE
						|| event.getEventType() == OperationHistoryEvent.REDONE)) {
			later(() -> {
				words.update();
				objects.viewer().refresh();
				say(""); //$NON-NLS-1$
				firePropertyChange(PROP_DIRTY);
			});
		}
	}

	/** @return what is shown, with its unsaved changes; null while there is none */
	Snapshot snapshot() {
		return snapshot;
	}

	@Override
	public boolean isDirty() {
		return snapshot != null && history.getUndoOperation(undoContext) != saved;
	}

	/** @return the file that is edited, null if it is not in the workspace */
	private IFile file() {
		return getEditorInput() instanceof IFileEditorInput input ? input.getFile() : null;
	}

	private long stamp() {
		return file() == null ? IResource.NULL_STAMP : file().getModificationStamp();
	}

	@Override
	public void doSave(IProgressMonitor monitor) {
		if (file() == null && !(getEditorInput() instanceof IURIEditorInput)) {
			doSaveAs();
			return;
		}
		if (file() != null && wasChangedByOthers(file()) && !MessageDialog.openQuestion(getSite().getShell(), file().getName(),
				NLS.bind(Messages.StateEditor_changedOnDisk, file().getName()))) {
			monitor.setCanceled(true);
			return;
		}
		if (!save(getEditorInput())) {
			monitor.setCanceled(true);
		}
	}

	private boolean wasChangedByOthers(IFile file) {
		return stamp() != stamp || file.getLocation() != null && file.getLocation().toFile().exists()
				&& !file.isSynchronized(IResource.DEPTH_ZERO);
	}

	@Override
	public void doSaveAs() {
		SaveAsDialog dialog = new SaveAsDialog(getSite().getShell());
		if (file() != null) {
			dialog.setOriginalFile(file());
		} else {
			dialog.setOriginalName(getEditorInput().getName());
		}
		if (dialog.open() != Window.OK) {
			return;
		}
		IEditorInput target = new FileEditorInput(ResourcesPlugin.getWorkspace().getRoot().getFile(dialog.getResult()));
		if (save(target)) {
			setInputWithNotify(target);
			setPartName(target.getName());
		}
	}

	private boolean save(IEditorInput target) {
		try {
			// Nobody can edit meanwhile: the window waits, and goes on painting.
			getSite().getWorkbenchWindow().run(true, false, new WorkspaceModifyOperation() {
				@Override
				protected void execute(IProgressMonitor progress) throws CoreException {
					if (target instanceof IFileEditorInput input) {
						StateFiles.write(input.getFile(), snapshot, progress);
					} else {
						Path path = Path.of(((IURIEditorInput) target).getURI());
						StateFiles.write(path, path.toString(), snapshot);
					}
				}
			});
			saved = history.getUndoOperation(undoContext);
			stamp = target instanceof IFileEditorInput input ? input.getFile().getModificationStamp() : IResource.NULL_STAMP;
			firePropertyChange(PROP_DIRTY);
			return true;
		} catch (InvocationTargetException e) {
			IStatus status = e.getCause() instanceof CoreException core ? core.getStatus() : Status.error(e.getCause().toString(), e.getCause());
			StatusManager.getManager().handle(StateFiles.toShow(status), StatusManager.SHOW);
			return false;
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public boolean isSaveAsAllowed() {
		return snapshot != null;
	}

	/** On any thread: somebody else has changed, moved or deleted the file. */
	private void resourcesChanged(IResourceChangeEvent event) {
		IFile file = file();
		IResourceDelta delta = file == null || event.getDelta() == null ? null : event.getDelta().findMember(file.getFullPath());
		if (delta == null) {
			return;
		}
		if (delta.getKind() == IResourceDelta.REMOVED) {
			boolean moved = (delta.getFlags() & IResourceDelta.MOVED_TO) != 0;
			later(() -> {
				if (moved) {
					setInputWithNotify(new FileEditorInput(ResourcesPlugin.getWorkspace().getRoot().getFile(delta.getMovedToPath())));
					setPartName(getEditorInput().getName());
				} else if (!isDirty()) {
					getSite().getPage().closeEditor(this, false);
				}
			});
		} else if (delta.getKind() == IResourceDelta.CHANGED && (delta.getFlags() & IResourceDelta.CONTENT) != 0) {
			later(() -> {
				if (stamp() != stamp && !isDirty()) {
					read();
				}
			});
		}
	}

	@Override
	public void setFocus() {
		(snapshot == null ? message : objects.viewer().getControl()).setFocus();
	}

	@Override
	public void dispose() {
		ResourcesPlugin.getWorkspace().removeResourceChangeListener(fileListener);
		history.removeOperationHistoryListener(historyListener);
		history.dispose(undoContext, true, true, true);
		if (tools != null) {
			getSite().getService(IMenuService.class).releaseContributions(tools);
			tools.dispose();
		}
		super.dispose();
	}
}
