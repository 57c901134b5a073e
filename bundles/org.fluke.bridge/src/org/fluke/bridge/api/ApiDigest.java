// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.api;

import java.util.Map;

/**
 * The digest by which a running kernel says from which tables it was built: Bernstein's hash in 31 bits over every
 * seventh byte of every line, the files in the order of the kernel's own generator ({@code kernel/api/generate.awk}).
 */
final class ApiDigest {

	private static final String[] ORDER = { "entrypoints", "objects", "frame", "flags", "status", "causes" };
	private static final int STRIDE = 7;

	private ApiDigest() {
	}

	static int of(Map<String, byte[]> files) {
		long digest = 5381;
		for (String name : ORDER) {
			int column = 0;
			for (byte b : files.get(name)) {
				if (b == '\n') {
					column = 0;
				} else if (column++ % STRIDE == 0) {
					digest = (digest * 33 + (b & 0xff)) & 0x7fffffff;
				}
			}
		}
		return (int) digest;
	}
}
