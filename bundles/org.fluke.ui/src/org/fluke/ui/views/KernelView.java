// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.text.NumberFormat;

import org.eclipse.core.commands.common.CommandException;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.ui.IPartListener2;
import org.eclipse.ui.IWorkbenchPartReference;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.contexts.IContextService;
import org.eclipse.ui.handlers.IHandlerService;
import org.eclipse.ui.part.ViewPart;
import org.eclipse.ui.statushandlers.StatusManager;
import org.fluke.debug.FlukeDebug;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.debug.snapshot.SnapshotService.Latest;
import org.fluke.debug.snapshot.SnapshotStatus;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.selection.ThreadSelection;
import org.fluke.ui.selection.ThreadSelectionListener;

/**
 * A view of the kernel that its window shows. All of it comes from one snapshot, whose stamp stands at the bottom; when
 * there is nothing to show, it says why and offers the demo. Watches the kernel only as long as it is visible.
 */
abstract class KernelView extends ViewPart {

	private final ThreadSelectionListener selectionListener = s -> selectionChanged();
	private final IPartListener2 visibility = new Visibility();
	private ThreadSelection selection;
	private Panes panes;
	private RefreshMode mode;
	private KernelDebugTarget shownKernel;
	private KernelSnapshot shown;
	private boolean visible;
	private StackLayout stack;
	private Composite root;
	private Composite emptyPage;
	private Link emptyText;
	private Composite page;
	private Label stamp;

	@Override
	public final void createPartControl(Composite parent) {
		selection = ThreadSelection.of(getSite().getWorkbenchWindow());
		panes = Panes.of(getSite().getWorkbenchWindow());
		mode = new RefreshControl(this).mode();
		PlatformUI.getWorkbench().getHelpSystem().setHelp(parent, FlukeUi.helpContext(getSite().getId()));
		root = parent;
		stack = new StackLayout();
		root.setLayout(stack);
		createEmptyPage();
		page = new Composite(root, SWT.NONE);
		GridLayoutFactory.fillDefaults().spacing(0, 2).applyTo(page);
		createContents(page);
		stamp = new Label(page, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).indent(4, 0).hint(100, SWT.DEFAULT).applyTo(stamp);
		getSite().getService(IContextService.class).activateContext(keyContext());
		selection.addListener(selectionListener);
		getSite().getPage().addPartListener(visibility);
		// Parts are created when they are first shown.
		visible = true;
		panes.add(this);
		selectionChanged();
	}

	/** @return the context of this view's key bindings, a child of {@link FlukeUi#CONTEXT} or that itself */
	String keyContext() {
		return FlukeUi.CONTEXT;
	}

	private void createEmptyPage() {
		emptyPage = new Composite(root, SWT.NONE);
		GridLayoutFactory.fillDefaults().margins(12, 12).applyTo(emptyPage);
		emptyText = new Link(emptyPage, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(emptyText);
		emptyText.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> execute(FlukeUi.RUN_DEMO)));
	}

	/** Makes the widgets that show a kernel. */
	abstract void createContents(Composite parent);

	/**
	 * Shows a snapshot, and the selected thread in it.
	 *
	 * @param kernel that the window shows
	 * @param snapshot of it
	 * @param status how far it can be trusted
	 */
	abstract void show(KernelDebugTarget kernel, KernelSnapshot snapshot, SnapshotStatus status);

	/**
	 * Why nothing can be shown although there is a snapshot.
	 *
	 * @param snapshot to be shown
	 * @return one sentence, null if all is well
	 */
	abstract String whyEmpty(KernelSnapshot snapshot);

	/** @return false if {@link #show} can do without a kernel: with all arguments null */
	boolean needsKernel() {
		return true;
	}

	/** @return whether the user is in the middle of something that a newer snapshot would disturb */
	boolean isBusy() {
		return false;
	}

	/** @return the selection of this view's window */
	final ThreadSelection selection() {
		return selection;
	}

	/** Shows the latest snapshot again; for subclasses that have become idle or have another selection. */
	final void update() {
		if (root.isDisposed() || isBusy()) {
			return;
		}
		KernelDebugTarget kernel = selection.kernel();
		Latest latest = panes.latest();
		KernelSnapshot snapshot = null;
		SnapshotStatus status = null;
		String why = selection.problem();
		if (kernel != null && latest != null) {
			if (kernel != shownKernel || mode.wants(shown, latest)) {
				shownKernel = kernel;
				shown = latest.snapshot();
			}
			status = latest.status();
			snapshot = shown;
			why = snapshot == null ? status.message() : whyEmpty(snapshot);
		} else if (why.isEmpty()) {
			why = Messages.KernelView_noKernel;
		}
		if (why != null && !needsKernel()) {
			show(snapshot == null ? null : kernel, snapshot, status);
			setStamp(sentence(why));
			top(page);
			return;
		}
		if (why != null) {
			String text = kernel != null && kernel.isConnected() ? sentence(why)
					: sentence(why) + "\n\n" + Messages.KernelView_offer; //$NON-NLS-1$
			if (!text.equals(emptyText.getText())) {
				emptyText.setText(text);
				emptyPage.layout();
			}
			top(emptyPage);
			return;
		}
		show(kernel, snapshot, status);
		setStamp(stamp(snapshot, status, mode) + (kernel.isApiKnown() ? "" : Messages.KernelView_unknownApi)); //$NON-NLS-1$
		top(page);
	}

	/** A layout takes GTK long, and most texts are as high as the one before. */
	static boolean fits(Label label) {
		return label.computeSize(label.getSize().x, SWT.DEFAULT).y == label.getSize().y;
	}

	private static String sentence(String text) {
		return text.endsWith(".") ? text : text + '.'; //$NON-NLS-1$
	}

	private void top(Control control) {
		if (stack.topControl != control) {
			stack.topControl = control;
			root.layout();
		}
	}

	private void setStamp(String text) {
		if (!text.equals(stamp.getText())) {
			boolean other = text.length() != stamp.getText().length();
			stamp.setText(text);
			if (other && !fits(stamp)) {
				page.layout(new Control[] { stamp });
			}
		}
	}

	/**
	 * @param snapshot any
	 * @param status how far it can be trusted
	 * @param mode when the view shows a newer one
	 * @return all in one line: {@code snapshot 12 at instruction 1 234 567, live}
	 */
	static String stamp(KernelSnapshot snapshot, SnapshotStatus status, RefreshMode mode) {
		String text = switch (status.kind()) {
		case LIVE -> mode.stamp();
		case ON_DEMAND -> Messages.KernelView_onDemand;
		case WAITING, STALE -> status.message();
		case DISCONNECTED -> NLS.bind(Messages.KernelView_disconnected, status.message());
		};
		return NLS.bind(Messages.KernelView_stamp, new Object[] { NumberFormat.getInstance().format(snapshot.sequence()),
				NumberFormat.getInstance().format(snapshot.instructions()), text });
	}

	/** A view that is not visible is updated when it becomes so. */
	private void selectionChanged() {
		panes.watch();
		if (visible) {
			update();
		}
	}

	/** @return whether the user sees this view */
	final boolean isVisible() {
		return visible;
	}

	/** @return when this view shows a newer snapshot */
	final RefreshMode mode() {
		return mode;
	}

	/** @param wanted when this view shows a newer snapshot from now on */
	final void setMode(RefreshMode wanted) {
		mode = wanted;
		selectionChanged();
	}

	/** Executes a command as if the user had. */
	final void execute(String command) {
		try {
			getSite().getService(IHandlerService.class).executeCommand(command, null);
		} catch (CommandException e) {
			StatusManager.getManager().handle(FlukeDebug.error(e.getMessage(), e),
					StatusManager.LOG | StatusManager.SHOW);
		}
	}

	/**
	 * @param control to be named
	 * @param name what a screen reader says
	 */
	static void name(Control control, String name) {
		control.getAccessible().addAccessibleListener(new AccessibleAdapter() {
			@Override
			public void getName(AccessibleEvent e) {
				if (e.childID == org.eclipse.swt.accessibility.ACC.CHILDID_SELF) {
					e.result = name;
				}
			}
		});
	}

	/** @return what the empty page says, and null while the kernel is shown */
	public final String emptyText() {
		return stack.topControl == emptyPage ? emptyText.getText() : null;
	}

	/** @return the stamp of what is shown */
	public final String stampText() {
		return stamp.getText();
	}

	@Override
	public void dispose() {
		visible = false;
		if (selection != null) {
			selection.removeListener(selectionListener);
			panes.remove(this);
			getSite().getPage().removePartListener(visibility);
		}
		super.dispose();
	}

	private final class Visibility implements IPartListener2 {

		@Override
		public void partVisible(IWorkbenchPartReference reference) {
			if (reference.getPart(false) == KernelView.this) {
				visible = true;
				selectionChanged();
			}
		}

		@Override
		public void partHidden(IWorkbenchPartReference reference) {
			if (reference.getPart(false) == KernelView.this) {
				visible = false;
				panes.watch();
			}
		}
	}
}
