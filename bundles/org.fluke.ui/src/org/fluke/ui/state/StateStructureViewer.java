// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import org.eclipse.compare.CompareConfiguration;
import org.eclipse.compare.IViewerCreator;
import org.eclipse.compare.structuremergeviewer.ICompareInput;
import org.eclipse.compare.structuremergeviewer.StructureDiffViewer;
import org.eclipse.jface.viewers.ILabelProvider;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.api.ApiTable;

/** The threads and other objects in which two snapshots differ, and how, in words. */
public final class StateStructureViewer extends StructureDiffViewer {

	/** For the platform. */
	public static final class Creator implements IViewerCreator {

		@Override
		public Viewer createViewer(Composite parent, CompareConfiguration configuration) {
			return new StateStructureViewer(parent, configuration);
		}
	}

	private StateStructureViewer(Composite parent, CompareConfiguration configuration) {
		super(parent, configuration);
		setStructureCreator(new StateStructureCreator());
		setLabelProvider(new Labels((ILabelProvider) getLabelProvider()));
	}

	/** The platform's labels, with what has changed behind the name. */
	private static final class Labels extends LabelProvider {

		private final ILabelProvider names;
		private final FrameDecoder decoder = new FrameDecoder(ApiTable.bundled());

		Labels(ILabelProvider names) {
			this.names = names;
		}

		@Override
		public String getText(Object row) {
			String name = names.getText(row);
			return row instanceof ICompareInput input && input.getLeft() instanceof ObjectNode left
					&& input.getRight() instanceof ObjectNode right && left.object() != null && right.object() != null
							? NLS.bind(Messages.FrameChange_title, name,
									ObjectChanges.sentence(decoder, left.object(), right.object()))
							: name;
		}

		@Override
		public Image getImage(Object row) {
			return names.getImage(row);
		}
	}
}
