// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.IEclipsePreferences.IPreferenceChangeListener;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.fluke.bridge.WordFormat;
import org.fluke.bridge.api.FrameWord;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Messages;
import org.osgi.service.prefs.BackingStoreException;

/** In which format each word of a frame is written: remembered in the workspace, the same in all views. */
final class WordFormats {

	private static final String ALL = "format.all"; //$NON-NLS-1$
	private static final String WORD = "format.word."; //$NON-NLS-1$

	private final IEclipsePreferences preferences = InstanceScope.INSTANCE.getNode(FlukeUi.PLUGIN_ID);

	/** @return in which format a word is written */
	WordFormat of(FrameWord word) {
		return read(preferences.get(WORD + word.name(), null), all());
	}

	/** @return in which format a word is written of which nothing else is said */
	WordFormat all() {
		return read(preferences.get(ALL, null), WordFormat.HEXADECIMAL);
	}

	private static WordFormat read(String name, WordFormat otherwise) {
		for (WordFormat format : WordFormat.values()) {
			if (format.name().equals(name)) {
				return format;
			}
		}
		return otherwise;
	}

	/** @param word is written in this format from now on */
	void set(FrameWord word, WordFormat format) {
		preferences.put(WORD + word.name(), format.name());
		save();
	}

	/** @param format in which all words are written from now on */
	void setAll(WordFormat format) {
		try {
			for (String key : preferences.keys()) {
				if (key.startsWith(WORD)) {
					preferences.remove(key);
				}
			}
			preferences.put(ALL, format.name());
		} catch (BackingStoreException e) {
			FlukeUi.log().error(e.getMessage(), e);
		}
		save();
	}

	private void save() {
		try {
			preferences.flush();
		} catch (BackingStoreException e) {
			FlukeUi.log().error(e.getMessage(), e);
		}
	}

	/** @param listener hears of changes, on the thread that makes them */
	void addListener(IPreferenceChangeListener listener) {
		preferences.addPreferenceChangeListener(listener);
	}

	/** @param listener hears nothing any more */
	void removeListener(IPreferenceChangeListener listener) {
		preferences.removePreferenceChangeListener(listener);
	}

	/**
	 * Fills a menu with the formats.
	 *
	 * @param menu to be filled
	 * @param word for which they are chosen; null: only for all
	 */
	void fill(IMenuManager menu, FrameWord word) {
		if (word != null) {
			for (WordFormat format : WordFormat.values()) {
				menu.add(choice(name(format), of(word) == format, () -> set(word, format)));
			}
			menu.add(new Separator());
			MenuManager forAll = new MenuManager(Messages.WordFormats_all);
			fill(forAll, null);
			menu.add(forAll);
			return;
		}
		for (WordFormat format : WordFormat.values()) {
			menu.add(choice(name(format), all() == format, () -> setAll(format)));
		}
	}

	private static IAction choice(String text, boolean checked, Runnable run) {
		Action action = new Action(text, IAction.AS_RADIO_BUTTON) {
			@Override
			public void run() {
				if (isChecked()) {
					run.run();
				}
			}
		};
		action.setChecked(checked);
		return action;
	}

	private static String name(WordFormat format) {
		return switch (format) {
		case HEXADECIMAL -> Messages.WordFormats_hexadecimal;
		case DECIMAL -> Messages.WordFormats_decimal;
		case SIGNED -> Messages.WordFormats_signed;
		case BINARY -> Messages.WordFormats_binary;
		case ASCII -> Messages.WordFormats_ascii;
		};
	}
}
