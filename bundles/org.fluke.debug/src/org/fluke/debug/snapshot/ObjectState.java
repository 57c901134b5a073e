// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.snapshot;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.eclipse.core.runtime.PlatformObject;
import org.fluke.bridge.api.ObjectType;
import org.fluke.debug.snapshot.ThreadState.Link;

/** One object of any of the nine types, threads too, in one snapshot. Immutable. */
public final class ObjectState extends PlatformObject {

	private final ObjectType type;
	private final int id;
	private final String name;
	private final int address;
	private final String space;
	private final boolean scenario;
	private final int[] words;
	private final List<Link> links;

	/**
	 * @param type which of the nine
	 * @param id unique over all types; of a thread, its tid
	 * @param name given by its program, or made from type and address
	 * @param address offset in the pool of physical memory
	 * @param space name of the space that its memory belongs to, empty if unknown
	 * @param scenario whether it belongs to the scenario
	 * @param words its state, in the order of {@code objects.tsv}
	 * @param links its links, in the order of {@code objects.tsv}
	 */
	public ObjectState(ObjectType type, int id, String name, int address, String space, boolean scenario, int[] words,
			List<Link> links) {
		this.type = type;
		this.id = id;
		this.name = name;
		this.address = address;
		this.space = space;
		this.scenario = scenario;
		this.words = words.clone();
		this.links = List.copyOf(links);
	}

	/** @return which of the nine */
	public ObjectType type() {
		return type;
	}

	/** @return whether it is of a type */
	public boolean is(String typeName) {
		return type.name().equals(typeName);
	}

	/** @return unique over all types; of a thread, its tid */
	public int id() {
		return id;
	}

	/** @return given by its program, or made from type and address */
	public String name() {
		return name;
	}

	/** @return type and name; only the name if that is made from the type */
	public String title() {
		return name.startsWith(type.name() + '@') ? name : type.name() + ' ' + name;
	}

	/** @return offset in the pool of physical memory */
	public int address() {
		return address;
	}

	/** @return name of the space that its memory belongs to, empty if unknown */
	public String space() {
		return space;
	}

	/** @return whether it belongs to the scenario */
	public boolean isScenario() {
		return scenario;
	}

	/**
	 * @param wordName name of a state word: {@code locked}
	 * @return its value, 0 if this type has no such word
	 */
	public int word(String wordName) {
		int index = type.words().indexOf(wordName);
		return index < 0 || index >= words.length ? 0 : words[index];
	}

	/** @return its links, in the order of {@code objects.tsv} */
	public List<Link> links() {
		return links;
	}

	/**
	 * @param linkName name of a link: {@code owner}
	 * @return the link, empty if it names nothing
	 */
	public Optional<Link> link(String linkName) {
		return links.stream().filter(l -> l.name().equals(linkName) && l.id() != 0).findFirst();
	}

	/**
	 * @param other the same object in another snapshot, or null
	 * @return whether both are in the same state
	 */
	public boolean looksLike(ObjectState other) {
		return other != null && id == other.id && type == other.type && address == other.address
				&& name.equals(other.name) && space.equals(other.space) && Arrays.equals(words, other.words)
				&& links.equals(other.links);
	}

	@Override
	public String toString() {
		return title() + ' ' + links;
	}
}
