// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import java.io.IOException;
import java.io.InputStream;

import org.eclipse.compare.IStreamContentAccessor;
import org.eclipse.compare.ITypedElement;
import org.eclipse.compare.structuremergeviewer.IStructureComparator;
import org.eclipse.compare.structuremergeviewer.IStructureCreator2;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.Status;
import org.fluke.ui.FlukeUi;

/** Takes snapshot files apart for the compare editor. */
public final class StateStructureCreator implements IStructureCreator2 {

	@Override
	public String getName() {
		return Messages.ObjectTree_tree;
	}

	@Override
	public IStructureComparator getStructure(Object input) {
		try {
			return createStructure(input, new NullProgressMonitor());
		} catch (CoreException e) {
			FlukeUi.log().log(e.getStatus());
			return null;
		}
	}

	@Override
	public IStructureComparator createStructure(Object input, IProgressMonitor monitor) throws CoreException {
		if (!(input instanceof IStreamContentAccessor file)) {
			return null;
		}
		try (InputStream in = file.getContents()) {
			return in == null ? null
					: ObjectNode.of(StateFiles.read(in, monitor == null ? new NullProgressMonitor() : monitor));
		} catch (IOException e) {
			throw new CoreException(Status.error(e.getMessage(), e));
		}
	}

	@Override
	public ITypedElement createElement(Object element, Object input, IProgressMonitor monitor) {
		return null;
	}

	@Override
	public IStructureComparator locate(Object path, Object input) {
		return null;
	}

	@Override
	public String getContents(Object node, boolean ignoreWhitespace) {
		return node instanceof ObjectNode part && part.object() != null ? ObjectChanges.text(part.object()) : ""; //$NON-NLS-1$
	}

	@Override
	public void save(IStructureComparator node, Object input) {
		// Snapshots are compared, not merged: half of one and half of another was never a kernel.
	}

	@Override
	public void destroy(Object structure) {
		// Holds nothing.
	}
}
