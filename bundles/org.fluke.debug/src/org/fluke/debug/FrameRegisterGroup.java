// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug;

import java.util.List;

import org.eclipse.debug.core.model.IRegister;
import org.eclipse.debug.core.model.IRegisterGroup;

/** The words of a frame that belong together: {@code cpu}, {@code pseudo}, {@code exception}, ... (frame.tsv). */
public final class FrameRegisterGroup extends KernelDebugElement implements IRegisterGroup {

	private final String name;
	private final List<FrameRegister> registers;

	FrameRegisterGroup(KernelDebugTarget target, String name, List<FrameRegister> registers) {
		super(target);
		this.name = name;
		this.registers = List.copyOf(registers);
		this.registers.forEach(r -> r.setGroup(this));
	}

	@Override
	public String getName() {
		return name;
	}

	@Override
	public IRegister[] getRegisters() {
		return registers.toArray(IRegister[]::new);
	}

	@Override
	public boolean hasRegisters() {
		return true;
	}
}
