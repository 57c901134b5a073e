// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The kernel's API: entry points, object types, frame words, flags, status codes and causes. Immutable.
 */
public final class ApiTable {

	/** First address of the entry page, which is mapped in every space. */
	public static final int ENTRY_PAGE = 0xFFFFE000;

	/** Bytes from one entry point to the next. */
	public static final int ENTRY_SIZE = 16;

	/** Bytes from an entry point to its return instruction. */
	public static final int RETURN_OFFSET = 2;

	private static final int PAGE = 4096;

	private static final String[] FILES = { "entrypoints", "objects", "frame", "flags", "status", "causes" };

	private final List<EntryPoint> entryPoints;
	private final List<ObjectType> objectTypes;
	private final List<FrameWord> frameWords;
	private final List<Flag> flags;
	private final List<Status> statuses;
	private final List<Cause> causes;
	private final Map<String, EntryPoint> entryByName = new HashMap<>();
	private final Map<String, FrameWord> wordByName = new HashMap<>();
	private final Map<Integer, FrameWord> wordByRegnum = new HashMap<>();
	private final Map<Integer, Status> statusByNumber = new HashMap<>();
	private final Map<String, Cause> causeByName = new HashMap<>();
	private final int digest;

	private ApiTable(Map<String, byte[]> files) {
		frameWords = rows(files, "frame", 5,
				c -> new FrameWord(number(c[0]), c[1], c[2], number(c[3]), c[4]));
		List<String> frameNames = frameWords.stream().map(FrameWord::name).toList();
		entryPoints = rows(files, "entrypoints", 8,
				c -> new EntryPoint(number(c[0]), c[1], c[2], c[3], c[4], c[5], c[6], c[7]));
		objectTypes = rows(files, "objects", 6,
				c -> new ObjectType(number(c[0]), c[1], c[2], stateWords(c[3], frameNames), names(c[4]), c[5]));
		flags = rows(files, "flags", 3, c -> new Flag(number(c[0]), c[1], c[2]));
		statuses = rows(files, "status", 4, c -> new Status(number(c[0]), c[1], c[2], c[3]));
		causes = rows(files, "causes", 4, c -> new Cause(number(c[0]), c[1], c[2], c[3]));
		entryPoints.forEach(e -> entryByName.put(e.name(), e));
		frameWords.forEach(w -> {
			wordByName.put(w.name(), w);
			wordByRegnum.put(w.regnum(), w);
		});
		statuses.forEach(s -> statusByNumber.put(s.number(), s));
		causes.forEach(c -> causeByName.put(c.name(), c));
		dense("entrypoints", entryPoints.stream().map(EntryPoint::number).toList());
		dense("objects", objectTypes.stream().map(ObjectType::number).toList());
		dense("frame", frameWords.stream().map(FrameWord::index).toList());
		dense("causes", causes.stream().map(Cause::number).toList());
		digest = ApiDigest.of(files);
	}

	/**
	 * The table shipped in this bundle, which is the one the bundle's kernel sources are built from.
	 *
	 * @return always the same object
	 * @throws IllegalStateException if the bundle was packed without its tables
	 */
	public static ApiTable bundled() {
		return Bundled.TABLE;
	}

	/**
	 * Reads the table from a folder, for instance a checkout's {@code kernel/api}.
	 *
	 * @param folder holds the six {@code .tsv} files
	 * @return the table
	 * @throws IOException if a file is missing or unreadable
	 * @throws IllegalArgumentException if a row is malformed; the message names file and row
	 */
	public static ApiTable load(Path folder) throws IOException {
		Map<String, byte[]> files = new HashMap<>();
		for (String name : FILES) {
			files.put(name, Files.readAllBytes(folder.resolve(name + ".tsv")));
		}
		return new ApiTable(files);
	}

	/** @return all entry points, by number */
	public List<EntryPoint> entryPoints() {
		return entryPoints;
	}

	/**
	 * @param number of an entry point
	 * @return it, or empty if there is none of this number (107 stands for "none" in the protocol)
	 */
	public Optional<EntryPoint> entryPoint(int number) {
		return number >= 0 && number < entryPoints.size() ? Optional.of(entryPoints.get(number)) : Optional.empty();
	}

	/**
	 * @param name of an entry point
	 * @return it, or empty if there is none of this name
	 */
	public Optional<EntryPoint> entryPoint(String name) {
		return Optional.ofNullable(entryByName.get(name));
	}

	/**
	 * What an eip means.
	 *
	 * @param eip unsigned
	 * @return the entry point on which, or on whose return instruction, it stands; empty in user code
	 */
	public Optional<RestartPoint> at(int eip) {
		int offset = eip - ENTRY_PAGE;
		int within = offset & (ENTRY_SIZE - 1);
		if (offset < 0 || within != 0 && within != RETURN_OFFSET) {
			return Optional.empty();
		}
		return entryPoint(offset / ENTRY_SIZE).map(e -> new RestartPoint(e, within != 0));
	}

	/**
	 * Whether an eip stands on an entry point that the kernel has and this table does not: a later kernel's.
	 *
	 * @param eip unsigned
	 * @return the entry point's number
	 */
	public OptionalInt unknownEntry(int eip) {
		int offset = eip - ENTRY_PAGE;
		int within = offset & (ENTRY_SIZE - 1);
		boolean there = offset >= entryPoints.size() * ENTRY_SIZE && offset < PAGE && (within == 0 || within == RETURN_OFFSET);
		return there ? OptionalInt.of(offset / ENTRY_SIZE) : OptionalInt.empty();
	}

	/** @return all object types, by number */
	public List<ObjectType> objectTypes() {
		return objectTypes;
	}

	/** @return the words of a thread's frame, by index */
	public List<FrameWord> frameWords() {
		return frameWords;
	}

	/**
	 * @param name of a frame word, lower case
	 * @return it
	 * @throws IllegalArgumentException if there is none of this name
	 */
	public FrameWord frameWord(String name) {
		FrameWord word = wordByName.get(name);
		if (word == null) {
			throw new IllegalArgumentException("a frame has no word '" + name + "'");
		}
		return word;
	}

	/**
	 * @param regnum gdb's register number
	 * @return the frame word, or empty for a register that is not in the frame
	 */
	public Optional<FrameWord> frameWordByRegnum(int regnum) {
		return Optional.ofNullable(wordByRegnum.get(regnum));
	}

	/** @return the bits of the flags word, by bit */
	public List<Flag> flags() {
		return flags;
	}

	/**
	 * @param identifier of a flag, upper case
	 * @return it
	 * @throws IllegalArgumentException if there is none of this name
	 */
	public Flag flag(String identifier) {
		return flags.stream().filter(f -> f.identifier().equals(identifier)).findFirst()
				.orElseThrow(() -> new IllegalArgumentException("there is no flag '" + identifier + "'"));
	}

	/** @return all status and insanity codes */
	public List<Status> statuses() {
		return statuses;
	}

	/**
	 * @param number of a status
	 * @return it, or empty if there is none of this number
	 */
	public Optional<Status> status(int number) {
		return Optional.ofNullable(statusByNumber.get(number));
	}

	/** @return all causes, by number */
	public List<Cause> causes() {
		return causes;
	}

	/**
	 * @param number of a cause
	 * @return it; one named {@code cause-N} if the kernel knows more causes than we do
	 */
	public Cause cause(int number) {
		return number >= 0 && number < causes.size() ? causes.get(number)
				: new Cause(number, "cause-" + number, "CAUSE_" + number, "unknown to this version of the table");
	}

	/**
	 * @param name of a cause: {@code fault-hard}
	 * @return it, or empty if there is none of this name
	 */
	public Optional<Cause> cause(String name) {
		return Optional.ofNullable(causeByName.get(name));
	}

	/** @return the number by which a running kernel says from which tables it was built */
	public int digest() {
		return digest;
	}

	private static <T> List<T> rows(Map<String, byte[]> files, String file, int columns, Function<String[], T> row) {
		List<T> result = new ArrayList<>();
		int line = 0;
		for (String text : new String(files.get(file), StandardCharsets.UTF_8).split("\n")) {
			line++;
			if (text.isBlank() || text.startsWith("#")) {
				continue;
			}
			String[] cells = text.split("\t", -1);
			if (cells.length != columns) {
				throw new IllegalArgumentException(
						file + ".tsv:" + line + ": " + cells.length + " columns instead of " + columns);
			}
			try {
				result.add(row.apply(cells));
			} catch (NumberFormatException e) {
				throw new IllegalArgumentException(file + ".tsv:" + line + ": not a number: " + e.getMessage(), e);
			}
		}
		return List.copyOf(result);
	}

	private static void dense(String file, List<Integer> numbers) {
		for (int i = 0; i < numbers.size(); i++) {
			if (numbers.get(i) != i) {
				throw new IllegalArgumentException(file + ".tsv: number " + numbers.get(i) + " where " + i + " belongs");
			}
		}
	}

	private static int number(String text) {
		return Integer.parseInt(text.strip());
	}

	private static List<String> names(String cell) {
		return cell.equals("-") ? List.of() : List.copyOf(Arrays.asList(cell.strip().split(" +")));
	}

	private static List<String> stateWords(String cell, List<String> frame) {
		if (cell.startsWith("see ")) {
			return frame;
		}
		List<String> words = new ArrayList<>();
		words.add("hash");
		words.addAll(names(cell));
		return List.copyOf(words);
	}

	private static final class Bundled {
		static final ApiTable TABLE = read();

		private static ApiTable read() {
			Map<String, byte[]> files = new HashMap<>();
			for (String name : FILES) {
				try (InputStream in = ApiTable.class.getResourceAsStream(name + ".tsv")) {
					if (in == null) {
						throw new IllegalStateException(
								"this build of org.fluke.bridge lacks its table " + name + ".tsv (it is copied from kernel/api)");
					}
					files.put(name, in.readAllBytes());
				} catch (IOException e) {
					throw new UncheckedIOException(e);
				}
			}
			return new ApiTable(files);
		}
	}
}
