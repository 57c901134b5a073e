// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.xml.XMLConstants;

import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.eclipse.emf.ecore.xmi.XMLResource;
import org.eclipse.emf.ecore.xmi.impl.XMIResourceImpl;
import org.fluke.model.KernelObject;
import org.fluke.model.Link;
import org.fluke.model.ObjectType;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.Word;

/**
 * Snapshots in {@code .flukestate} files, which are XMI.
 * <p>
 * A file that is read may come from anywhere. Whatever it says, reading it opens no other file and no connection, ends
 * within {@linkplain Limits limits}, and gives a snapshot in which every number that must be unique is, every thread has a
 * frame, and every link points at an object of the same snapshot; or it fails with a {@link StateFileException} that says
 * what is wrong and where. A file that is written is whole or not there.
 */
public final class StateFile {

	/** The extension of the files' names. */
	public static final String EXTENSION = "flukestate";

	/**
	 * How much of a file is read at most.
	 *
	 * @param bytes of the file
	 * @param objects in the snapshot
	 * @param elements of XML: an object has some, a thread some 40
	 * @param text characters of one attribute
	 */
	public record Limits(long bytes, int objects, int elements, int text) {

		/** Twenty times what a busy kernel has. */
		public static final Limits DEFAULT = new Limits(64L << 20, 20_000, 1_000_000, 4096);
	}

	private static final String APACHE = "http://apache.org/xml/features/";
	private static final String SAX = "http://xml.org/sax/features/";
	private static final Map<String, Boolean> SAFE_PARSER = Map.of(XMLConstants.FEATURE_SECURE_PROCESSING, true,
			APACHE + "disallow-doctype-decl", true, APACHE + "nonvalidating/load-external-dtd", false,
			SAX + "external-general-entities", false, SAX + "external-parameter-entities", false);

	/** How EMF ends its messages: file, line and column. */
	private static final Pattern PLACE = Pattern.compile("(.*) \\([^,]*, (\\d+), \\d+\\)", Pattern.DOTALL);

	private final Limits limits;

	/** With {@link Limits#DEFAULT}. */
	public StateFile() {
		this(Limits.DEFAULT);
	}

	/** @param limits how much of a file is read at most */
	public StateFile(Limits limits) {
		this.limits = limits;
	}

	/**
	 * Reads a snapshot.
	 *
	 * @param in the file, left open
	 * @param cancelled asked now and then
	 * @return a snapshot, in no resource
	 * @throws StateFileException if it isn't one
	 * @throws IOException if the file can't be read
	 * @throws java.util.concurrent.CancellationException if it was cancelled
	 */
	public Snapshot read(InputStream in, BooleanSupplier cancelled) throws IOException {
		XMIResourceImpl resource = new StateResource(limits, cancelled);
		Map<Object, Object> options = new HashMap<>();
		options.put(XMLResource.OPTION_PARSER_FEATURES, SAFE_PARSER);
		options.put(XMLResource.OPTION_DEFER_IDREF_RESOLUTION, true);
		try {
			resource.load(new LimitedInput(in, limits.bytes()), options);
		} catch (IOException | RuntimeException e) {
			throw explain(e);
		}
		if (resource.getContents().size() != 1 || !(resource.getContents().get(0) instanceof Snapshot snapshot)) {
			throw new StateFileException("The file does not hold one snapshot, but "
					+ (resource.getContents().isEmpty() ? "nothing" : resource.getContents().size() + " other things"));
		}
		check(snapshot);
		resource.getContents().clear();
		return snapshot;
	}

	/** EMF wraps what happened, sometimes twice. */
	private static IOException explain(Exception failure) throws IOException {
		Throwable innermost = failure;
		for (Throwable t = failure; t != null; t = t.getCause() == t ? null : t.getCause()) {
			if (t instanceof StateFileException known) {
				return known;
			}
			if (t instanceof java.util.concurrent.CancellationException cancelled) {
				throw cancelled;
			}
			innermost = t;
		}
		if (innermost instanceof IOException io && !(io instanceof java.io.CharConversionException)) {
			return io;
		}
		String message = String.valueOf(innermost.getMessage());
		Matcher place = PLACE.matcher(message);
		return new StateFileException("The file is not a snapshot: "
				+ (place.matches() ? "line " + place.group(2) + ": " + place.group(1) : message), failure);
	}

	private static void check(Snapshot snapshot) throws StateFileException {
		Set<Integer> ids = new HashSet<>();
		for (KernelObject object : snapshot.getObjects()) {
			String what = object.getType().getLiteral() + " " + Integer.toUnsignedString(object.getId());
			if (object.getId() == 0) {
				throw new StateFileException("The " + what + " has no number");
			}
			if (!ids.add(object.getId())) {
				throw new StateFileException("Two objects have the number " + Integer.toUnsignedString(object.getId()));
			}
			if (object instanceof ThreadObject != (object.getType() == ObjectType.THREAD)) {
				throw new StateFileException("The " + what + " is and is not a thread");
			}
			if (object instanceof ThreadObject thread) {
				if (thread.getFrame() == null) {
					throw new StateFileException("The " + what + " has no frame");
				}
				check(thread.getFrame().getWords(), what);
			}
			check(object.getWords(), what);
			for (Link link : object.getLinks()) {
				if (link.getRole() == null) {
					throw new StateFileException("A link of the " + what + " has no role");
				}
				if (link.getTarget() != null && link.getTarget().getId() != link.getTargetId()) {
					throw new StateFileException("The link " + link.getRole() + " of the " + what + " names the object "
							+ Integer.toUnsignedString(link.getTargetId()) + " and points at the object "
							+ Integer.toUnsignedString(link.getTarget().getId()));
				}
			}
		}
	}

	private static void check(Iterable<Word> words, String what) throws StateFileException {
		Set<String> names = new HashSet<>();
		for (Word word : words) {
			if (word.getName() == null || !names.add(word.getName())) {
				throw new StateFileException(
						"The " + what + (word.getName() == null ? " has a word without a name"
								: " has two words " + word.getName()));
			}
		}
	}

	/**
	 * Writes a snapshot. Until the new file is whole the old one stays as it is.
	 *
	 * @param file to be written or replaced; its folder must exist
	 * @param snapshot stays as it is
	 * @throws IOException if the file can't be written: then nothing was changed
	 */
	public static void write(Path file, Snapshot snapshot) throws IOException {
		write(file, out -> write(out, snapshot));
	}

	/**
	 * Writes a snapshot.
	 *
	 * @param out left open
	 * @param snapshot stays as it is
	 * @throws IOException if the stream can't be written
	 */
	public static void write(OutputStream out, Snapshot snapshot) throws IOException {
		XMIResourceImpl resource = new XMIResourceImpl(URI.createURI("snapshot." + EXTENSION));
		resource.getContents().add(EcoreUtil.copy(snapshot));
		resource.save(out, Map.of(XMLResource.OPTION_ENCODING, "UTF-8", XMLResource.OPTION_LINE_WIDTH, 120));
	}

	/** What is written into a file. */
	@FunctionalInterface
	public interface Content {

		/**
		 * @param out left open
		 * @throws IOException if the stream can't be written
		 */
		void writeTo(OutputStream out) throws IOException;
	}

	/**
	 * As {@link #write(Path, Snapshot)}, with any content.
	 *
	 * @param file to be written or replaced
	 * @param content of it
	 * @throws IOException if the file can't be written: then nothing was changed
	 */
	public static void write(Path file, Content content) throws IOException {
		Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
		if (Files.exists(target) && !Files.isWritable(target)) {
			throw new java.nio.file.AccessDeniedException(target.toString(), null, "it is read-only");
		}
		Path fresh = Files.createTempFile(target.toAbsolutePath().getParent(), "." + target.getFileName(), ".tmp");
		try {
			try (OutputStream out = Files.newOutputStream(fresh)) {
				content.writeTo(out);
			}
			keepPermissions(target, fresh);
			try {
				Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
			} catch (AtomicMoveNotSupportedException e) {
				Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
			}
		} finally {
			Files.deleteIfExists(fresh);
		}
	}

	/** A temporary file is its owner's alone; a new file should be like any other. */
	private static void keepPermissions(Path old, Path fresh) throws IOException {
		if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			Files.setPosixFilePermissions(fresh, Files.exists(old) ? Files.getPosixFilePermissions(old)
					: EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE,
							PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ));
		}
	}
}
