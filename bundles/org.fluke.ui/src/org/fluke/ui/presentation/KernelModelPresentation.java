// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.presentation;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.model.IValue;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.debug.ui.IDebugModelPresentation;
import org.eclipse.debug.ui.IDebugUIConstants;
import org.eclipse.debug.ui.IValueDetailListener;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.graphics.Image;
import org.eclipse.ui.IEditorInput;
import org.fluke.debug.EntryBreakpoint;
import org.fluke.debug.FlukeDebug;
import org.fluke.debug.FrameRegister;
import org.fluke.debug.FrameRegisterGroup;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.RestartPointFrame;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;

/** What the platform's Debug, Variables and Registers views show for the debug model of a kernel. */
public final class KernelModelPresentation extends LabelProvider implements IDebugModelPresentation {

	@Override
	public void setAttribute(String attribute, Object value) {
		// Type names are never shown.
	}

	@Override
	public String getText(Object element) {
		return switch (element) {
		case KernelDebugTarget target -> target.endReason().isEmpty() ? target.getName()
				: NLS.bind(Messages.KernelModelPresentation_ended, target.getName(), target.endReason());
		case KernelThread thread -> text(thread.state());
		case RestartPointFrame frame -> frame.getName();
		case EntryBreakpoint breakpoint -> text(breakpoint);
		default -> null;
		};
	}

	private static String text(EntryBreakpoint breakpoint) {
		return NLS.bind(switch (breakpoint.scope()) {
		case ALL -> Messages.KernelModelPresentation_breakAll;
		case SPACE -> Messages.KernelModelPresentation_breakSpace;
		case THREAD -> Messages.KernelModelPresentation_breakThread;
		}, breakpoint.entry(), breakpoint.name());
	}

	private static Image image(EntryBreakpoint breakpoint) {
		boolean enabled;
		try {
			enabled = breakpoint.isEnabled();
		} catch (CoreException e) {
			enabled = false; // its marker is going
		}
		return DebugUITools.getImage(enabled ? IDebugUIConstants.IMG_OBJS_BREAKPOINT : IDebugUIConstants.IMG_OBJS_BREAKPOINT_DISABLED);
	}

	private static String text(ThreadState state) {
		String what = state.runState().label();
		if (state.cause().number() != 0) {
			what = NLS.bind(Messages.KernelModelPresentation_cause, what, state.cause().name());
		}
		return NLS.bind(Messages.KernelModelPresentation_thread, state.name(), what);
	}

	@Override
	public Image getImage(Object element) {
		return switch (element) {
		case KernelDebugTarget target -> Icons.get(target.isConnected() ? Icons.KERNEL : Icons.KERNEL_GONE);
		case KernelThread thread -> Icons.thread(thread);
		case RestartPointFrame frame -> Icons.get(Icons.FRAME);
		case EntryBreakpoint breakpoint -> image(breakpoint);
		case FrameRegister register -> Icons.get(Icons.WORD);
		case FrameRegisterGroup group -> Icons.get(Icons.GROUP);
		default -> null;
		};
	}

	@Override
	public void computeDetail(IValue value, IValueDetailListener listener) {
		try {
			listener.detailComputed(value, value.getValueString());
		} catch (DebugException e) {
			FlukeDebug.log().log(e.getStatus());
			listener.detailComputed(value, e.getStatus().getMessage());
		}
	}

	@Override
	public IEditorInput getEditorInput(Object element) {
		return null;
	}

	@Override
	public String getEditorId(IEditorInput input, Object element) {
		return null;
	}
}
