// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel.project;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IResourceDelta;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.IncrementalProjectBuilder;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.ISafeRunnable;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.SafeRunner;
import org.eclipse.core.runtime.SubMonitor;
import org.eclipse.core.runtime.jobs.ISchedulingRule;
import org.eclipse.osgi.util.NLS;
import org.fluke.kernel.BuildProblem;
import org.fluke.kernel.KernelBuild;
import org.fluke.kernel.KernelBuildException;
import org.fluke.kernel.KernelConfiguration;
import org.fluke.kernel.internal.Messages;

/** Runs make over a kernel project when its sources or settings have changed, and marks the lines that it complains about. */
public final class KernelBuilder extends IncrementalProjectBuilder {

	/** Identifier of the builder. */
	public static final String ID = "org.fluke.kernel.builder"; //$NON-NLS-1$

	/** Type of the markers. */
	public static final String PROBLEM = "org.fluke.kernel.problem"; //$NON-NLS-1$

	private static final String CLEAN = "clean"; //$NON-NLS-1$
	/** A build prints about as many lines as it has files; more than this only slows the progress down. */
	private static final int EXPECTED_LINES = 150;

	@Override
	protected IProject[] build(int kind, Map<String, String> arguments, IProgressMonitor monitor) throws CoreException {
		if (kind == FULL_BUILD || concerns(getDelta(getProject()))) {
			make(kind, List.of(), Messages.KernelBuilder_building, monitor);
		}
		return new IProject[0];
	}

	@Override
	protected void clean(IProgressMonitor monitor) throws CoreException {
		make(CLEAN_BUILD, List.of(CLEAN), Messages.KernelBuilder_cleaning, monitor);
	}

	/** @return none: make touches only what it makes, and nobody shall wait for it before he can save a file */
	@Override
	public ISchedulingRule getRule(int kind, Map<String, String> arguments) {
		return null;
	}

	private static boolean concerns(IResourceDelta delta) throws CoreException {
		if (delta == null) {
			return true;
		}
		boolean[] found = new boolean[1];
		delta.accept(each -> {
			IResource resource = each.getResource();
			IPath path = resource.getProjectRelativePath();
			if (path.segmentCount() == 1 && path.segment(0).equals(KernelProject.BUILD_FOLDER)) {
				// That it is gone is a reason; what we have put into it is none.
				found[0] |= each.getKind() == IResourceDelta.REMOVED;
				return false;
			}
			if (resource.getType() == IResource.FILE) {
				boolean changed = each.getKind() != IResourceDelta.CHANGED
						|| (each.getFlags() & (IResourceDelta.CONTENT | IResourceDelta.REPLACED)) != 0;
				found[0] |= changed && (!path.segment(0).startsWith(".") || path.equals(KernelProject.SETTINGS)); //$NON-NLS-1$
			}
			return !found[0];
		});
		return found[0];
	}

	private void make(int kind, List<String> targets, String title, IProgressMonitor monitor) throws CoreException {
		IProject project = getProject();
		KernelProject kernel = new KernelProject(project);
		KernelConfiguration configuration = kernel.configuration();
		KernelBuild build = kernel.build();
		SubMonitor progress = SubMonitor.convert(monitor, NLS.bind(title, project.getName(), configuration), EXPECTED_LINES + 10);
		long began = System.nanoTime();
		tell(l -> l.started(project, build.commandLine(configuration, targets)));
		AtomicInteger left = new AtomicInteger(EXPECTED_LINES);
		String end = null;
		boolean failed = true;
		List<BuildProblem> problems = List.of();
		try {
			problems = build.run(configuration, targets, line -> {
				progress.subTask(line.strip());
				progress.worked(left.getAndDecrement() > 0 ? 1 : 0);
				tell(l -> l.line(project, line));
			}, () -> progress.isCanceled() || kind == AUTO_BUILD && isInterrupted());
			failed = false;
			end = NLS.bind(Messages.KernelBuilder_done, (System.nanoTime() - began + 500_000_000) / 1_000_000_000);
		} catch (CancellationException e) {
			end = Messages.KernelBuilder_cancelled;
			forgetLastBuiltState();
			throw new OperationCanceledException();
		} catch (KernelBuildException e) {
			end = e.getMessage();
			// What stands in no file is the project's problem: a missing compiler, say.
			problems = e.problems().stream().anyMatch(BuildProblem::error) ? e.problems()
					: List.of(new BuildProblem(Optional.empty(), 0, 0, true, e.getMessage()));
		} finally {
			String message = end == null ? "" : end; //$NON-NLS-1$
			boolean bad = failed;
			tell(l -> l.ended(project, message, bad));
		}
		project.getFolder(KernelProject.BUILD_FOLDER).refreshLocal(IResource.DEPTH_INFINITE, progress.split(5));
		kernel.hideBuildFolder();
		mark(project, problems, progress.split(5));
	}

	private static void mark(IProject project, List<BuildProblem> problems, IProgressMonitor monitor)
			throws CoreException {
		IWorkspace workspace = ResourcesPlugin.getWorkspace();
		workspace.run(m -> {
			deleteProblems(project);
			for (BuildProblem problem : problems) {
				IResource resource = problem.file().map(f -> resource(project, f)).orElse(project);
				Map<String, Object> attributes = new HashMap<>();
				attributes.put(IMarker.SEVERITY, problem.error() ? IMarker.SEVERITY_ERROR : IMarker.SEVERITY_WARNING);
				attributes.put(IMarker.SOURCE_ID, ID);
				if (resource.getType() == IResource.FILE && problem.line() > 0) {
					attributes.put(IMarker.LINE_NUMBER, problem.line());
				}
				attributes.put(IMarker.MESSAGE, resource == project && problem.file().isPresent()
						? problem.file().get() + ": " + problem.message() //$NON-NLS-1$
						: problem.message());
				resource.createMarker(PROBLEM, attributes);
			}
		}, workspace.getRuleFactory().markerRule(project), IWorkspace.AVOID_UPDATE, monitor);
	}

	/** Make names files of the kernel relative to its folder, the linker by their whole path. */
	private static IResource resource(IProject project, Path file) {
		Path folder = project.getLocation().toPath();
		Path absolute = folder.resolve(file).normalize();
		try {
			if (!absolute.startsWith(folder)) {
				folder = folder.toRealPath();
			}
			IFile found = project.getFile(IPath.fromPath(folder.relativize(absolute)));
			return absolute.startsWith(folder) && found.exists() ? found : project;
		} catch (IOException e) {
			return project;
		}
	}

	static void deleteProblems(IProject project) throws CoreException {
		project.deleteMarkers(PROBLEM, true, IResource.DEPTH_INFINITE);
	}

	private static void tell(Consumer<BuildListener> what) {
		for (BuildListener listener : Listeners.ALL) {
			SafeRunner.run(new ISafeRunnable() {
				@Override
				public void run() {
					what.accept(listener);
				}

				@Override
				public void handleException(Throwable e) {
					ILog.of(KernelBuilder.class).error(NLS.bind(Messages.KernelBuilder_failed, e.getMessage()), e);
				}
			});
		}
	}

	/** Made when the first build starts. */
	private static final class Listeners {

		static final List<BuildListener> ALL = read();

		private static List<BuildListener> read() {
			List<BuildListener> found = new ArrayList<>();
			for (IConfigurationElement element : Platform.getExtensionRegistry()
					.getConfigurationElementsFor(KernelPreferences.NODE, "buildListeners")) { //$NON-NLS-1$
				try {
					found.add((BuildListener) element.createExecutableExtension("class")); //$NON-NLS-1$
				} catch (CoreException | ClassCastException e) {
					ILog.of(KernelBuilder.class).error(
							NLS.bind(Messages.KernelBuilder_noListener, element.getAttribute("class")), e); //$NON-NLS-1$
				}
			}
			return List.copyOf(found);
		}
	}
}
