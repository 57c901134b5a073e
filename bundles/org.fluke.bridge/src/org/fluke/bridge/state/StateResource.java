// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.state;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EPackage;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.InternalEObject;
import org.eclipse.emf.ecore.xmi.XMLHelper;
import org.eclipse.emf.ecore.xmi.XMLLoad;
import org.eclipse.emf.ecore.xmi.XMLResource;
import org.eclipse.emf.ecore.xmi.impl.SAXXMIHandler;
import org.eclipse.emf.ecore.xmi.impl.XMIHelperImpl;
import org.eclipse.emf.ecore.xmi.impl.XMILoadImpl;
import org.eclipse.emf.ecore.xmi.impl.XMIResourceImpl;
import org.fluke.model.FlukePackage;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** An XMI resource that knows one package, follows no reference out of itself and stops at limits. */
final class StateResource extends XMIResourceImpl {

	/** Snapshot, object, frame, word: with room for XMI's own root. */
	private static final int DEPTH = 8;

	private final StateFile.Limits limits;
	private final BooleanSupplier cancelled;

	StateResource(StateFile.Limits limits, BooleanSupplier cancelled) {
		super(URI.createURI("snapshot." + StateFile.EXTENSION));
		this.limits = limits;
		this.cancelled = cancelled;
	}

	@Override
	protected XMLHelper createXMLHelper() {
		return new XMIHelperImpl(this);
	}

	@Override
	protected XMLLoad createXMLLoad() {
		return load();
	}

	@Override
	protected XMLLoad createXMLLoad(Map<?, ?> options) {
		return load();
	}

	private XMLLoad load() {
		return new XMILoadImpl(createXMLHelper()) {
			@Override
			protected DefaultHandler makeDefaultHandler() {
				return new Handler(resource, helper, options);
			}
		};
	}

	/** Carries a {@link StateFileException} through EMF, which lets runtime exceptions pass. */
	private static RuntimeException refuse(String message) {
		return new IllegalArgumentException(new StateFileException(message));
	}

	private final class Handler extends SAXXMIHandler {

		private int elementCount;
		private int objectCount;
		private int depth;

		Handler(XMLResource resource, XMLHelper helper, Map<?, ?> options) {
			super(resource, helper, options);
		}

		@Override
		public void startElement(String uri, String localName, String name, Attributes attributes) throws SAXException {
			if (++elementCount > limits.elements()) {
				throw refuse("The file has more than " + limits.elements() + " elements");
			}
			// The parser does not split names.
			if (name.equals("objects") && ++objectCount > limits.objects()) {
				throw refuse("The file has more than " + limits.objects() + " objects");
			}
			if (++depth > DEPTH) {
				throw refuse(where() + "elements stand in elements more than " + DEPTH + " deep");
			}
			for (int i = 0; i < attributes.getLength(); i++) {
				if (attributes.getValue(i).length() > limits.text()) {
					throw refuse(where() + "the attribute " + attributes.getQName(i) + " has more than "
							+ limits.text() + " characters");
				}
			}
			if (attributes.getValue("href") != null) {
				throw outside(attributes.getValue("href"));
			}
			if (cancelled.getAsBoolean()) {
				throw new CancellationException();
			}
			super.startElement(uri, localName, name, attributes);
		}

		@Override
		public void endElement(String uri, String localName, String name) {
			depth--;
			super.endElement(uri, localName, name);
		}

		@Override
		public void characters(char[] characters, int start, int length) {
			// All of a snapshot is in attributes.
		}

		@Override
		protected EPackage getPackageForURI(String uri) {
			if (FlukePackage.eNS_URI.equals(uri)) {
				return FlukePackage.eINSTANCE;
			}
			throw refuse(uri == null ? where() + "this element is none of a snapshot"
					: "The file has the format " + uri + ", and this version reads " + FlukePackage.eNS_URI);
		}

		@Override
		protected void handleProxy(InternalEObject proxy, String reference) {
			throw outside(reference);
		}

		@Override
		protected void setValueFromId(EObject object, EReference reference, String ids) {
			if (reference.isContainment()) {
				throw refuse(where() + reference.getName() + " can't be a reference");
			}
			if (ids.indexOf('#') > 0) {
				throw outside(ids);
			}
			super.setValueFromId(object, reference, ids);
		}

		@Override
		public void fatalError(SAXParseException e) {
			throw refuse("Line " + e.getLineNumber() + " is not XML as snapshots have it: " + e.getMessage());
		}

		private RuntimeException outside(String reference) {
			return refuse(where() + "a reference leads out of the file, to " + brief(reference));
		}

		private String where() {
			return "Line " + getLineNumber() + ": ";
		}

		private static String brief(String text) {
			return text.length() > 80 ? text.substring(0, 80) + "..." : text;
		}
	}
}
