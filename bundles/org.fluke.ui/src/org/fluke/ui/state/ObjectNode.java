// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.eclipse.compare.IStreamContentAccessor;
import org.eclipse.compare.ITypedElement;
import org.eclipse.compare.structuremergeviewer.IStructureComparator;
import org.eclipse.swt.graphics.Image;
import org.fluke.model.KernelObject;
import org.fluke.model.ObjectType;
import org.fluke.model.Snapshot;
import org.fluke.ui.internal.Icons;

/** A snapshot, all its objects of one type, or an object, as the compare editor wants it. */
final class ObjectNode implements IStructureComparator, ITypedElement, IStreamContentAccessor {

	/** Type of the objects' nodes. */
	static final String TYPE = "flukeobject"; //$NON-NLS-1$

	private final String key;
	private final String name;
	private final KernelObject object;
	private final List<ObjectNode> children;

	private ObjectNode(String key, String name, KernelObject object, List<ObjectNode> children) {
		this.key = key;
		this.name = name;
		this.object = object;
		this.children = children;
	}

	/**
	 * @param snapshot to be compared
	 * @return its root
	 */
	static ObjectNode of(Snapshot snapshot) {
		return new ObjectNode("", "", null, ObjectType.VALUES.stream().map(t -> group(snapshot, t)) //$NON-NLS-1$ //$NON-NLS-2$
				.filter(g -> !g.children.isEmpty()).toList());
	}

	private static ObjectNode group(Snapshot snapshot, ObjectType type) {
		return new ObjectNode(type.getLiteral(), type.getLiteral(), null, snapshot.getObjects().stream()
				.filter(o -> o.getType() == type).map(ObjectNode::of).toList());
	}

	/** A number names an object within a session; with its name, it is the same object in another run too. */
	private static ObjectNode of(KernelObject object) {
		String name = ObjectTree.name(object);
		return new ObjectNode(Integer.toUnsignedString(object.getId()) + ' ' + name, name, object, List.of());
	}

	/** @return the object, null for a node that stands for several */
	KernelObject object() {
		return object;
	}

	@Override
	public Object[] getChildren() {
		return children.toArray();
	}

	@Override
	public String getName() {
		return name;
	}

	@Override
	public Image getImage() {
		return object == null ? Icons.get(Icons.GROUP) : ObjectTree.image(object);
	}

	@Override
	public String getType() {
		return object == null ? FOLDER_TYPE : TYPE;
	}

	/** What is compared: equal objects have equal texts. */
	@Override
	public InputStream getContents() {
		return object == null ? null
				: new ByteArrayInputStream(ObjectChanges.text(object).getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof ObjectNode that && key.equals(that.key);
	}

	@Override
	public int hashCode() {
		return key.hashCode();
	}
}
