// SPDX-License-Identifier: EPL-2.0
package org.fluke.emfgen;

import java.io.File;
import java.io.IOException;
import java.util.Map;

import org.eclipse.emf.codegen.ecore.generator.Generator;
import org.eclipse.emf.codegen.ecore.generator.GeneratorAdapterFactory;
import org.eclipse.emf.codegen.ecore.genmodel.GenModel;
import org.eclipse.emf.codegen.ecore.genmodel.GenModelPackage;
import org.eclipse.emf.codegen.ecore.genmodel.generator.GenBaseGeneratorAdapter;
import org.eclipse.emf.codegen.ecore.genmodel.generator.GenModelGeneratorAdapterFactory;
import org.eclipse.emf.common.util.BasicMonitor;
import org.eclipse.emf.common.util.Diagnostic;
import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.EcorePackage;
import org.eclipse.emf.ecore.plugin.EcorePlugin;
import org.eclipse.emf.ecore.resource.impl.ResourceSetImpl;
import org.eclipse.emf.ecore.xmi.impl.EcoreResourceFactoryImpl;

/** Runs EMF's own generator outside Eclipse: {@code Main PROJECT FOLDER GENMODEL}. */
public final class Main {
	private Main() {
	}

	public static void main(String[] args) throws IOException {
		if (args.length != 3) {
			throw new IllegalArgumentException("usage: Main PROJECT FOLDER GENMODEL");
		}
		String project = args[0];
		URI folder = URI.createFileURI(new File(args[1]).getCanonicalPath() + "/");
		GenModel model = load(project, folder, args[2]);
		Diagnostic result = generate(model);
		report(result, "");
		if (result.getSeverity() >= Diagnostic.ERROR) {
			throw new IllegalStateException("generation from " + args[2] + " failed: " + result.getMessage());
		}
	}

	private static GenModel load(String project, URI folder, String genmodel) {
		EcorePlugin.getPlatformResourceMap().put(project, folder);
		EcorePackage.eINSTANCE.eClass();
		GenModelPackage.eINSTANCE.eClass();
		var resources = new ResourceSetImpl();
		Map<String, Object> factories = resources.getResourceFactoryRegistry().getExtensionToFactoryMap();
		factories.put("ecore", new EcoreResourceFactoryImpl());
		factories.put("genmodel", new EcoreResourceFactoryImpl());
		URI platform = URI.createPlatformResourceURI(project + "/", true);
		resources.getURIConverter().getURIMap().put(platform, folder);
		var model = (GenModel) resources.getResource(URI.createURI(platform + genmodel), true).getContents().get(0);
		model.reconcile();
		model.setCanGenerate(true);
		model.setValidateModel(true);
		var validity = model.validate();
		if (!validity.isOK()) {
			throw new IllegalStateException(genmodel + " is not valid: " + validity.getMessage());
		}
		return model;
	}

	private static Diagnostic generate(GenModel model) {
		GeneratorAdapterFactory.Descriptor.Registry.INSTANCE.addDescriptor(GenModelPackage.eNS_URI,
				GenModelGeneratorAdapterFactory.DESCRIPTOR);
		var generator = new Generator();
		generator.setInput(model);
		return generator.generate(model, GenBaseGeneratorAdapter.MODEL_PROJECT_TYPE, new BasicMonitor());
	}

	private static void report(Diagnostic diagnostic, String indent) {
		if (diagnostic.getSeverity() != Diagnostic.OK) {
			System.err.println(indent + diagnostic.getMessage());
		}
		diagnostic.getChildren().forEach(child -> report(child, indent + "  "));
	}
}
