// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

import org.eclipse.compare.CompareConfiguration;
import org.eclipse.compare.CompareEditorInput;
import org.eclipse.compare.CompareUI;
import org.eclipse.compare.IStreamContentAccessor;
import org.eclipse.compare.ITypedElement;
import org.eclipse.compare.structuremergeviewer.DiffNode;
import org.eclipse.compare.structuremergeviewer.Differencer;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.graphics.Image;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fluke.bridge.state.StateFile;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.snapshot.KernelSnapshot;
import org.fluke.model.Snapshot;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.selection.ThreadSelection;

/** Compares the snapshot in the editor with the one that the views show. */
public final class CompareWithKernelHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) throws ExecutionException {
		IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
		KernelDebugTarget kernel = ThreadSelection.of(window).kernel();
		KernelSnapshot now = kernel == null ? null : kernel.snapshots().latest();
		if (now != null && HandlerUtil.getActiveEditor(event) instanceof StateEditor editor && editor.snapshot() != null) {
			Side saved = new Side(editor.getTitle(), editor.snapshot());
			Side live = new Side(NLS.bind(Messages.CompareWithKernelHandler_live, kernel.getName(), now.sequence()), now.model());
			CompareUI.openCompareEditorOnPage(new Input(saved, live), window.getActivePage());
		}
		return null;
	}

	/** A snapshot in memory, as if it were a file. */
	private static final class Side implements ITypedElement, IStreamContentAccessor {

		private final String name;
		private final byte[] file;

		Side(String name, Snapshot snapshot) throws ExecutionException {
			this.name = name;
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			try {
				StateFile.write(out, snapshot);
			} catch (IOException e) {
				throw new ExecutionException(e.getMessage(), e);
			}
			file = out.toByteArray();
		}

		@Override
		public String getName() {
			return name;
		}

		@Override
		public Image getImage() {
			return Icons.get(Icons.FRAME);
		}

		@Override
		public String getType() {
			return StateFile.EXTENSION;
		}

		@Override
		public InputStream getContents() {
			return new ByteArrayInputStream(file);
		}
	}

	private static final class Input extends CompareEditorInput {

		private final Side saved;
		private final Side live;

		Input(Side saved, Side live) {
			super(new CompareConfiguration());
			this.saved = saved;
			this.live = live;
			setTitle(NLS.bind(Messages.CompareWithKernelHandler_title, saved.name, live.name));
			getCompareConfiguration().setLeftLabel(saved.name);
			getCompareConfiguration().setRightLabel(live.name);
			getCompareConfiguration().setLeftEditable(false);
			getCompareConfiguration().setRightEditable(false);
		}

		@Override
		protected Object prepareInput(IProgressMonitor monitor) {
			return new DiffNode(null, Differencer.CHANGE, null, saved, live);
		}
	}
}
