// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.eclipse.core.runtime.Platform;
import org.eclipse.help.HelpSystem;
import org.eclipse.help.IContext;
import org.eclipse.help.IHelpResource;
import org.eclipse.help.IToc;
import org.eclipse.help.ITopic;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.forms.widgets.ExpandableComposite;
import org.eclipse.ui.views.IViewDescriptor;
import org.fluke.ui.FlukeUi;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** The user guide is whole: nothing leads nowhere, every view and dialog has its help, and the guide's API is the kernel's. */
class HelpTest {

	private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
	private static final String OURS = "/org.fluke.doc/";

	private final Bundle doc = Platform.getBundle("org.fluke.doc");

	@Test
	void everyTopicAndLinkLeadsSomewhere() throws Exception {
		List<String> wrong = new ArrayList<>();
		IToc toc = Arrays.stream(HelpSystem.getTocs()).filter(t -> t.getLabel().startsWith("Fluke")).findFirst().orElseThrow();
		check(toc.getTopic(null).getHref(), wrong);
		for (ITopic topic : toc.getTopics()) {
			check(topic, wrong);
		}
		for (String page : pages()) {
			Matcher link = LINK.matcher(read(page));
			while (link.find()) {
				if (!link.group(1).startsWith("http")) {
					check(resolve(page, link.group(1)), wrong);
				}
			}
		}
		assertThat(wrong).isEmpty();
		assertThat(pages()).hasSizeGreaterThan(8);
	}

	@Test
	void theReferenceHasEveryEntryPoint() throws Exception {
		String reference = read("src-gen/reference.html");
		for (var entry : org.fluke.bridge.api.ApiTable.bundled().entryPoints()) {
			assertThat(reference).contains("<tr id=\"%s\"><td><code>0x%08x</code>".formatted(entry.name(), entry.address()));
		}
	}

	@Test
	void eachContextIsUsedAndEachUsedOneIsThere() throws Exception {
		Set<String> used = new TreeSet<>();
		for (Field field : FlukeUi.class.getFields()) {
			if (field.getName().startsWith("HELP_")) {
				used.add((String) field.get(null));
			}
		}
		for (IViewDescriptor view : views()) {
			used.add(FlukeUi.helpContext(view.getId()));
		}
		Set<String> defined = new TreeSet<>();
		Matcher context = Pattern.compile("<context id=\"([^\"]+)\"").matcher(read("contexts.xml"));
		while (context.find()) {
			defined.add("org.fluke.ui." + context.group(1));
		}
		assertThat(defined).isEqualTo(used);
		List<String> wrong = new ArrayList<>();
		for (String id : used) {
			IContext found = HelpSystem.getContext(id);
			assertThat(found).as(id).isNotNull();
			assertThat(found.getText()).as(id).isNotBlank();
			assertThat(found.getRelatedTopics()).as(id).isNotEmpty();
			for (IHelpResource topic : found.getRelatedTopics()) {
				check(topic.getHref(), wrong);
			}
		}
		assertThat(wrong).isEmpty();
	}

	@Test
	void everyViewHasItsContext() throws Exception {
		Bench bench = new Bench();
		bench.openPerspective();
		for (IViewDescriptor descriptor : views()) {
			bench.window().getActivePage().showView(descriptor.getId());
			Eventually.settle();
			assertThat(contexts(bench.window().getShell())).as(descriptor.getId()).contains(FlukeUi.helpContext(descriptor.getId()));
		}
		bench.openPerspective();
	}

	@Test
	void theCheatSheetOpensAndItsCommandsExist() throws Exception {
		Bench bench = new Bench();
		bench.openPerspective();
		Matcher command = Pattern.compile("<command serialization=\"([^\"(]+)").matcher(read("cheatsheets/restart-point.xml"));
		ICommandService commands = PlatformUI.getWorkbench().getService(ICommandService.class);
		int count = 0;
		while (command.find()) {
			assertThat(commands.getCommand(command.group(1)).isDefined()).as(command.group(1)).isTrue();
			count++;
		}
		assertThat(count).isGreaterThan(4);
		bench.execute("org.eclipse.ui.cheatsheets.openCheatSheet", "cheatSheetId", "org.fluke.doc.restartPoint");
		Eventually.see("the sheet's steps", () -> steps(bench), s -> s.contains("Run the demo") && s.contains("Let it go on"));
		bench.picture("cheat-sheet");
		IViewPart sheet = bench.window().getActivePage().findView("org.eclipse.ui.cheatsheets.views.CheatSheetView");
		bench.window().getActivePage().hideView(sheet);
	}

	private static List<String> steps(Bench bench) {
		return Bench.all(bench.window().getShell(), ExpandableComposite.class).stream().map(ExpandableComposite::getText).toList();
	}

	private static List<IViewDescriptor> views() {
		return Arrays.stream(PlatformUI.getWorkbench().getViewRegistry().getViews())
				.filter(v -> v.getId().startsWith("org.fluke.ui.views.")).toList();
	}

	private static Set<String> contexts(Composite parent) {
		Set<String> found = new TreeSet<>();
		if (parent.getData("org.eclipse.ui.help") instanceof String id) {
			found.add(id);
		}
		for (Control child : parent.getChildren()) {
			if (child.getData("org.eclipse.ui.help") instanceof String id) {
				found.add(id);
			}
			if (child instanceof Composite composite) {
				found.addAll(contexts(composite));
			}
		}
		return found;
	}

	private List<String> pages() {
		List<String> pages = new ArrayList<>();
		doc.findEntries("/", "*.html", true).asIterator().forEachRemaining(u -> {
			String path = u.getPath().replaceFirst("^/", "");
			if (!path.startsWith("target/") && !path.startsWith("bin/")) {
				pages.add(path);
			}
		});
		return pages;
	}

	private static String resolve(String page, String link) {
		return OURS + (link.startsWith("#") ? page + link : java.net.URI.create(page).resolve(link).toString());
	}

	private void check(ITopic topic, List<String> wrong) throws IOException {
		check(topic.getHref(), wrong);
		for (ITopic each : topic.getSubtopics()) {
			check(each, wrong);
		}
	}

	private void check(String href, List<String> wrong) throws IOException {
		if (href == null || !href.startsWith(OURS)) {
			wrong.add(String.valueOf(href));
			return;
		}
		String[] parts = href.substring(OURS.length()).split("#");
		if (doc.getEntry(parts[0]) == null || parts.length > 1 && !read(parts[0]).contains("id=\"" + parts[1] + "\"")) {
			wrong.add(href);
		}
	}

	private String read(String path) throws IOException {
		try (InputStream in = doc.getEntry(path).openStream()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}
}
