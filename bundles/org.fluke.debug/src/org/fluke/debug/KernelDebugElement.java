// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import org.eclipse.debug.core.model.DebugElement;

/** What all elements of the debug model share. */
public abstract class KernelDebugElement extends DebugElement {

	private final KernelDebugTarget target;

	/** @param target null if this is the target itself */
	KernelDebugElement(KernelDebugTarget target) {
		super(target);
		this.target = target;
	}

	/** @return the kernel that this element belongs to */
	public KernelDebugTarget getKernel() {
		return target;
	}

	@Override
	public String getModelIdentifier() {
		return FlukeDebug.MODEL_ID;
	}

	@Override
	public <T> T getAdapter(Class<T> adapter) {
		if (adapter == KernelDebugTarget.class) {
			return adapter.cast(getKernel());
		}
		return super.getAdapter(adapter);
	}
}
