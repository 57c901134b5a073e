// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel.project;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.core.resources.IFolder;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectDescription;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.ProjectScope;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.SubMonitor;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.osgi.util.NLS;
import org.fluke.kernel.KernelBuild;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.KernelSources;
import org.fluke.kernel.internal.Messages;
import org.osgi.service.prefs.BackingStoreException;

/**
 * A project that holds a kernel's sources, with the Makefile on top. Its settings lie in the project, for everybody who
 * shares it.
 *
 * @param project with the {@link KernelNature}
 */
public record KernelProject(IProject project) {

	/** Where make puts what it makes. */
	static final String BUILD_FOLDER = "build"; //$NON-NLS-1$

	private static final String MAKEFILE = "Makefile"; //$NON-NLS-1$
	private static final String CONFIGURATION = "configuration"; //$NON-NLS-1$
	private static final String OPTIONS = "make.options"; //$NON-NLS-1$

	/** Where the settings lie, in the project. */
	static final IPath SETTINGS = IPath.fromPortableString(".settings/" + KernelPreferences.NODE + ".prefs"); //$NON-NLS-1$ //$NON-NLS-2$

	/**
	 * @param project any, or null
	 * @return the kernel in it, empty if it is not open or not a kernel's
	 */
	public static Optional<KernelProject> of(IProject project) {
		try {
			return project != null && project.isAccessible() && project.hasNature(KernelNature.ID)
					? Optional.of(new KernelProject(project))
					: Optional.empty();
		} catch (CoreException e) {
			return Optional.empty();
		}
	}

	/**
	 * @param name of a project
	 * @return the kernel in it, empty if there is none
	 */
	public static Optional<KernelProject> named(String name) {
		IWorkspace workspace = ResourcesPlugin.getWorkspace();
		return workspace.validateName(name, IResource.PROJECT).isOK() ? of(workspace.getRoot().getProject(name))
				: Optional.empty();
	}

	/** @return all kernels of the workspace */
	public static List<KernelProject> all() {
		return List.of(ResourcesPlugin.getWorkspace().getRoot().getProjects()).stream().flatMap(p -> of(p).stream()).toList();
	}

	/**
	 * Makes a project with a copy of the shipped sources. If it fails or is cancelled, nothing is left of it.
	 *
	 * @param name of the project
	 * @param configuration that is built
	 * @param monitor shows progress and cancels
	 * @return the project
	 * @throws CoreException with a message for the user
	 */
	public static KernelProject create(String name, KernelConfiguration configuration, IProgressMonitor monitor)
			throws CoreException {
		IProject project = ResourcesPlugin.getWorkspace().getRoot().getProject(name);
		IPath location = ResourcesPlugin.getWorkspace().getRoot().getLocation().append(name);
		requireEmpty(location.toPath());
		IProjectDescription description = ResourcesPlugin.getWorkspace().newProjectDescription(name);
		return inOneGo(m -> {
			SubMonitor progress = SubMonitor.convert(m, NLS.bind(Messages.KernelProject_creating, name), 10);
			boolean done = false;
			try {
				project.create(description, progress.split(1));
				progress.subTask(Messages.KernelProject_copying);
				KernelSources.unpack(location.toPath());
				progress.worked(5);
				open(project, configuration, progress.split(4));
				done = true;
			} catch (IOException e) {
				throw new CoreException(
						Status.error(NLS.bind(Messages.KernelProject_copyFailed, location.toOSString(), e.getMessage()), e));
			} finally {
				if (!done) {
					project.delete(true, true, null);
				}
			}
		}, project, monitor);
	}

	/**
	 * Makes a project of a folder that already holds a kernel's sources. They stay where they are; the folder gets the
	 * files {@code .project} and {@code .settings}.
	 *
	 * @param name of the project
	 * @param folder with the Makefile on top
	 * @param configuration that is built
	 * @param monitor shows progress and cancels
	 * @return the project
	 * @throws CoreException with a message for the user
	 */
	public static KernelProject adopt(String name, Path folder, KernelConfiguration configuration,
			IProgressMonitor monitor) throws CoreException {
		if (!isKernel(folder)) {
			throw new CoreException(Status.error(NLS.bind(Messages.KernelProject_noMakefile, folder)));
		}
		IWorkspace workspace = ResourcesPlugin.getWorkspace();
		IProject project = workspace.getRoot().getProject(name);
		IPath location = IPath.fromPath(folder.toAbsolutePath().normalize());
		IProjectDescription description = workspace.newProjectDescription(name);
		// A project that lies where the workspace would put it has no location of its own.
		description.setLocation(
				location.equals(workspace.getRoot().getLocation().append(name)) ? null : location);
		return inOneGo(m -> {
			SubMonitor progress = SubMonitor.convert(m, NLS.bind(Messages.KernelProject_adopting, folder), 10);
			boolean done = false;
			try {
				project.create(description, progress.split(1));
				open(project, configuration, progress.split(9));
				done = true;
			} finally {
				if (!done) {
					project.delete(false, true, null);
				}
			}
		}, project, monitor);
	}

	private static KernelProject inOneGo(ICoreRunnable work, IProject project, IProgressMonitor monitor)
			throws CoreException {
		// Nothing is built before all is there.
		ResourcesPlugin.getWorkspace().run(work, ResourcesPlugin.getWorkspace().getRoot(), IWorkspace.AVOID_UPDATE, monitor);
		return new KernelProject(project);
	}

	private static void open(IProject project, KernelConfiguration configuration, SubMonitor progress)
			throws CoreException {
		progress.setWorkRemaining(10);
		project.open(progress.split(4));
		project.refreshLocal(IResource.DEPTH_INFINITE, progress.split(4));
		KernelProject kernel = new KernelProject(project);
		kernel.hideBuildFolder();
		IProjectDescription description = project.getDescription();
		if (!description.hasNature(KernelNature.ID)) {
			String[] old = description.getNatureIds();
			String[] natures = new String[old.length + 1];
			System.arraycopy(old, 0, natures, 1, old.length);
			natures[0] = KernelNature.ID;
			description.setNatureIds(natures);
		}
		kernel.configure(configuration, kernel.options());
		project.setDescription(description, progress.split(2));
		if (progress.isCanceled()) {
			throw new OperationCanceledException();
		}
	}

	private static void requireEmpty(Path folder) throws CoreException {
		try (DirectoryStream<Path> content = Files.isDirectory(folder) ? Files.newDirectoryStream(folder) : null) {
			if (content != null && content.iterator().hasNext()) {
				throw new CoreException(Status.error(NLS.bind(Messages.KernelProject_folderNotEmpty, folder)));
			}
		} catch (IOException e) {
			throw new CoreException(
					Status.error(NLS.bind(Messages.KernelProject_copyFailed, folder, e.getMessage()), e));
		}
	}

	/**
	 * @param folder any
	 * @return whether it looks as if a kernel's sources were in it
	 */
	public static boolean isKernel(Path folder) {
		return Files.isRegularFile(folder.resolve(MAKEFILE));
	}

	/** What make makes is nobody's source: searches and wizards pass over it. */
	void hideBuildFolder() throws CoreException {
		IFolder folder = project.getFolder(BUILD_FOLDER);
		if (!folder.exists()) {
			folder.create(IResource.FORCE | IResource.DERIVED, true, null);
		} else if (!folder.isDerived()) {
			folder.setDerived(true, null);
		}
	}

	/**
	 * @return the folder with the Makefile in it
	 * @throws CoreException if the project is not in a file system of this computer
	 */
	public Path folder() throws CoreException {
		IPath location = project.getLocation();
		if (location == null) {
			throw new CoreException(Status.error(NLS.bind(Messages.KernelProject_notLocal, project.getName())));
		}
		return location.toPath();
	}

	/** @return which one is built */
	public KernelConfiguration configuration() {
		return KernelConfiguration.of(settings().get(CONFIGURATION, "")).orElse(KernelConfiguration.PROCESS_NP); //$NON-NLS-1$
	}

	/** @return arguments for make, with spaces between; empty for none */
	public String options() {
		return settings().get(OPTIONS, "").strip(); //$NON-NLS-1$
	}

	/**
	 * Changes the settings, and saves them. Changed settings are a reason to build.
	 *
	 * @param configuration to build
	 * @param options arguments for make, with spaces between
	 * @throws CoreException if they can't be saved
	 */
	public void configure(KernelConfiguration configuration, String options) throws CoreException {
		IEclipsePreferences settings = settings();
		settings.put(CONFIGURATION, configuration.id());
		if (options.isBlank()) {
			settings.remove(OPTIONS);
		} else {
			settings.put(OPTIONS, options.strip());
		}
		try {
			settings.flush();
		} catch (BackingStoreException e) {
			throw new CoreException(
					new Status(IStatus.ERROR, KernelPreferences.NODE, NLS.bind(Messages.KernelProject_settings, project.getName()), e));
		}
	}

	private IEclipsePreferences settings() {
		return new ProjectScope(project).getNode(KernelPreferences.NODE);
	}

	/**
	 * @return builds as the settings say
	 * @throws CoreException if the project is not in a file system of this computer
	 */
	public KernelBuild build() throws CoreException {
		String options = options();
		return KernelBuild.in(folder()).make(KernelPreferences.make())
				.options(options.isEmpty() ? List.of() : List.of(options.split("\\s+"))); //$NON-NLS-1$
	}
}
