// SPDX-License-Identifier: EPL-2.0
package org.fluke.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The kernel's sources as this bundle ships them. */
public final class KernelSources {

	/** Made from the checkout's kernel folder when the bundle is built. */
	private static final String ARCHIVE = "/template/kernel.zip";

	private KernelSources() {
	}

	/**
	 * Unpacks the sources. Files that are already there with the same content are left alone, so that nothing is built again
	 * for their sake; files of other content are replaced; other files stay.
	 *
	 * @param folder to become the kernel's folder, with the Makefile in it; created if need be
	 * @return the files that were written, relative to the folder
	 * @throws IOException if the disk says no, or this build of the bundle has no sources
	 */
	public static List<Path> unpack(Path folder) throws IOException {
		try (InputStream in = KernelSources.class.getResourceAsStream(ARCHIVE)) {
			if (in == null) {
				throw new IOException("this build of org.fluke.kernel was packed without the kernel's sources");
			}
			return unpack(new ZipInputStream(in), folder.toAbsolutePath().normalize());
		}
	}

	private static List<Path> unpack(ZipInputStream zip, Path folder) throws IOException {
		List<Path> written = new ArrayList<>();
		for (ZipEntry entry; (entry = zip.getNextEntry()) != null;) {
			Path target = folder.resolve(entry.getName()).normalize();
			if (!target.startsWith(folder)) {
				throw new IOException("the archive of sources is broken: " + entry.getName());
			}
			if (entry.isDirectory()) {
				Files.createDirectories(target);
				continue;
			}
			byte[] content = zip.readAllBytes();
			if (!Files.isRegularFile(target) || !Arrays.equals(Files.readAllBytes(target), content)) {
				Files.createDirectories(target.getParent());
				Files.write(target, content);
				written.add(folder.relativize(target));
			}
		}
		return written;
	}
}
