// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IStorage;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IAdaptable;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Status;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.IFileEditorInput;
import org.eclipse.ui.IStorageEditorInput;
import org.eclipse.ui.IURIEditorInput;
import org.fluke.bridge.state.StateFile;
import org.fluke.bridge.state.StateFileException;
import org.fluke.model.Snapshot;
import org.fluke.ui.FlukeUi;

/** Snapshots in the workspace. Nothing here needs the UI thread. */
final class StateFiles {

	private StateFiles() {
	}

	/**
	 * Reads what an editor is opened on.
	 *
	 * @param input a file of the workspace or outside, or any storage
	 * @param monitor for cancelling
	 * @return the snapshot
	 * @throws CoreException if it can't be read or isn't one, with a message for the user
	 */
	static Snapshot read(IAdaptable input, IProgressMonitor monitor) throws CoreException {
		try {
			if (input instanceof IFileEditorInput file) {
				return read(file.getFile(), monitor);
			}
			if (input instanceof IStorageEditorInput storage) {
				return read(storage.getStorage(), monitor);
			}
			if (input instanceof IURIEditorInput uri) {
				try (InputStream in = Files.newInputStream(Path.of(uri.getURI()))) {
					return read(in, monitor);
				}
			}
			throw failure(NLS.bind(Messages.StateFiles_noFile, input), null);
		} catch (IOException | IllegalArgumentException e) {
			throw failure(reason(e), e);
		}
	}

	private static Snapshot read(IStorage storage, IProgressMonitor monitor) throws CoreException, IOException {
		try (InputStream in = storage instanceof IFile file ? file.getContents(true) : storage.getContents()) {
			return read(in, monitor);
		}
	}

	/**
	 * @param in a file's content
	 * @param monitor for cancelling
	 * @return the snapshot
	 * @throws IOException if it can't be read or isn't one
	 */
	static Snapshot read(InputStream in, IProgressMonitor monitor) throws IOException {
		try {
			return new StateFile().read(in, monitor::isCanceled);
		} catch (CancellationException e) {
			throw new OperationCanceledException();
		}
	}

	/**
	 * Writes a file. If that fails, what was there before is still there.
	 *
	 * @param file to be made or replaced
	 * @param snapshot stays as it is
	 * @param monitor for progress
	 * @throws CoreException if it can't be written, with a message for the user
	 */
	static void write(IFile file, Snapshot snapshot, IProgressMonitor monitor) throws CoreException {
		if (file.getLocation() == null) {
			throw failure(NLS.bind(Messages.StateFiles_notWritten, file.getFullPath(), Messages.StateFiles_notLocal), null);
		}
		write(file.getLocation().toFile().toPath(), file.getFullPath().toString(), snapshot);
		file.refreshLocal(IResource.DEPTH_ZERO, monitor);
	}

	static void write(Path path, String name, Snapshot snapshot) throws CoreException {
		try {
			StateFile.write(path, snapshot);
		} catch (IOException e) {
			throw failure(NLS.bind(Messages.StateFiles_notWritten, name, reason(e)), e);
		}
	}

	/** Java's messages of files that can't be written begin with the file's name. */
	private static String reason(Exception failure) {
		return switch (failure) {
		case StateFileException wrong -> wrong.getMessage();
		case java.nio.file.NoSuchFileException none -> NLS.bind(Messages.StateFiles_noFolder, Path.of(none.getFile()).getParent());
		case java.nio.file.AccessDeniedException denied ->
			denied.getReason() == null ? Messages.StateFiles_denied : denied.getReason();
		case FileSystemException system when system.getReason() != null -> system.getReason();
		default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
		};
	}

	private static CoreException failure(String message, Throwable cause) {
		return new CoreException(new Status(IStatus.ERROR, FlukeUi.PLUGIN_ID, message, cause));
	}

	/** Without the cause, whose message the dialog would show a second time; the log has it. */
	static IStatus toShow(IStatus status) {
		ILog.of(StateFiles.class).log(status);
		return new Status(status.getSeverity(), FlukeUi.PLUGIN_ID, status.getMessage());
	}
}
