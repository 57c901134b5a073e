// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel.project;

import java.util.Arrays;
import java.util.stream.Stream;

import org.eclipse.core.resources.ICommand;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectDescription;
import org.eclipse.core.resources.IProjectNature;
import org.eclipse.core.runtime.CoreException;

/** Makes a project a kernel's: gives it the {@link KernelBuilder}. */
public final class KernelNature implements IProjectNature {

	/** Identifier of the nature. */
	public static final String ID = "org.fluke.kernel.nature"; //$NON-NLS-1$

	private IProject project;

	@Override
	public void configure() throws CoreException {
		IProjectDescription description = project.getDescription();
		ICommand[] commands = description.getBuildSpec();
		if (Arrays.stream(commands).noneMatch(KernelNature::isOurs)) {
			ICommand command = description.newCommand();
			command.setBuilderName(KernelBuilder.ID);
			description.setBuildSpec(Stream.concat(Arrays.stream(commands), Stream.of(command)).toArray(ICommand[]::new));
			project.setDescription(description, null);
		}
	}

	@Override
	public void deconfigure() throws CoreException {
		IProjectDescription description = project.getDescription();
		description.setBuildSpec(Arrays.stream(description.getBuildSpec()).filter(c -> !isOurs(c)).toArray(ICommand[]::new));
		project.setDescription(description, null);
		KernelBuilder.deleteProblems(project);
	}

	private static boolean isOurs(ICommand command) {
		return command.getBuilderName().equals(KernelBuilder.ID);
	}

	@Override
	public IProject getProject() {
		return project;
	}

	@Override
	public void setProject(IProject project) {
		this.project = project;
	}
}
