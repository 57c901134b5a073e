// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import org.eclipse.debug.core.model.IValue;
import org.eclipse.debug.core.model.IVariable;

/** A 32-bit word as it was in one snapshot. */
public final class FrameValue extends KernelDebugElement implements IValue {

	private final int value;
	private final String explanation;

	FrameValue(KernelDebugTarget target, int value, String explanation) {
		super(target);
		this.value = value;
		this.explanation = explanation;
	}

	/** @return the word */
	public int value() {
		return value;
	}

	/** @return what it means, a few words; empty if there is nothing to say */
	public String explanation() {
		return explanation;
	}

	@Override
	public String getReferenceTypeName() {
		return "word"; //$NON-NLS-1$
	}

	@Override
	public String getValueString() {
		String hex = String.format("0x%08x", value); //$NON-NLS-1$
		return explanation.isEmpty() ? hex : hex + "  " + explanation; //$NON-NLS-1$
	}

	@Override
	public boolean isAllocated() {
		return true;
	}

	@Override
	public IVariable[] getVariables() {
		return new IVariable[0];
	}

	@Override
	public boolean hasVariables() {
		return false;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof FrameValue that && value == that.value && explanation.equals(that.explanation)
				&& getKernel() == that.getKernel();
	}

	@Override
	public int hashCode() {
		return value;
	}
}
