// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.cdt;

import org.eclipse.cdt.dsf.datamodel.IDMContext;
import org.eclipse.core.runtime.IAdaptable;
import org.eclipse.core.runtime.IAdapterFactory;
import org.fluke.debug.KernelThread;

/** Says which of our threads an element of CDT's Debug view is: a thread, or a stack frame of one. */
public final class ThreadAdapter implements IAdapterFactory {

	@Override
	public <T> T getAdapter(Object element, Class<T> type) {
		if (type != KernelThread.class) {
			return null;
		}
		IDMContext context = element instanceof IDMContext itself ? itself
				: element instanceof IAdaptable adaptable ? adaptable.getAdapter(IDMContext.class) : null;
		return context == null ? null : type.cast(CdtSessions.thread(context).orElse(null));
	}

	@Override
	public Class<?>[] getAdapterList() {
		return new Class<?>[] { KernelThread.class };
	}
}
