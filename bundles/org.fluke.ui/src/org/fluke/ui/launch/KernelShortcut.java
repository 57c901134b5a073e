// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationType;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.debug.ui.ILaunchShortcut2;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.ui.IEditorPart;
import org.eclipse.ui.statushandlers.StatusManager;
import org.fluke.debug.launch.KernelLaunchSettings;
import org.fluke.kernel.project.KernelProject;

/** <em>Run As</em> and <em>Debug As &gt; Fluke Kernel</em>. The first time it makes a launch configuration. */
public final class KernelShortcut implements ILaunchShortcut2 {

	@Override
	public void launch(ISelection selection, String mode) {
		SelectedKernel.of(selection).ifPresent(kernel -> launch(kernel, mode));
	}

	@Override
	public void launch(IEditorPart editor, String mode) {
		SelectedKernel.of(editor).ifPresent(kernel -> launch(kernel, mode));
	}

	private static void launch(KernelProject kernel, String mode) {
		try {
			List<ILaunchConfiguration> existing = configurations(kernel);
			DebugUITools.launch(existing.isEmpty() ? create(kernel) : existing.getFirst(), mode);
		} catch (CoreException e) {
			StatusManager.getManager().handle(e.getStatus(), StatusManager.SHOW | StatusManager.LOG);
		}
	}

	private static ILaunchConfiguration create(KernelProject kernel) throws CoreException {
		ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();
		ILaunchConfigurationWorkingCopy made = type(manager).newInstance(null,
				manager.generateLaunchConfigurationName(kernel.project().getName()));
		KernelLaunchSettings.of(kernel).store(made);
		return made.doSave();
	}

	private static ILaunchConfigurationType type(ILaunchManager manager) {
		return manager.getLaunchConfigurationType(KernelLaunchSettings.TYPE_ID);
	}

	private static List<ILaunchConfiguration> configurations(KernelProject kernel) throws CoreException {
		ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();
		List<ILaunchConfiguration> found = new ArrayList<>();
		for (ILaunchConfiguration each : manager.getLaunchConfigurations(type(manager))) {
			if (KernelLaunchSettings.of(each).project().equals(kernel.project().getName())) {
				found.add(each);
			}
		}
		return found;
	}

	private static ILaunchConfiguration[] configurations(Optional<KernelProject> kernel) {
		try {
			return kernel.isEmpty() ? null : configurations(kernel.get()).toArray(ILaunchConfiguration[]::new);
		} catch (CoreException e) {
			StatusManager.getManager().handle(e.getStatus(), StatusManager.LOG);
			return null;
		}
	}

	@Override
	public ILaunchConfiguration[] getLaunchConfigurations(ISelection selection) {
		return configurations(SelectedKernel.of(selection));
	}

	@Override
	public ILaunchConfiguration[] getLaunchConfigurations(IEditorPart editor) {
		return configurations(SelectedKernel.of(editor));
	}

	@Override
	public IResource getLaunchableResource(ISelection selection) {
		return selection instanceof IStructuredSelection structured
				? SelectedKernel.resource(structured.getFirstElement()).orElse(null)
				: null;
	}

	@Override
	public IResource getLaunchableResource(IEditorPart editor) {
		return SelectedKernel.resource(editor.getEditorInput()).orElse(null);
	}
}
