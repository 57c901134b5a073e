// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.jface.preference.PreferenceDialog;
import org.eclipse.jface.preference.PreferencePage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.dialogs.PreferencesUtil;
import org.fluke.debug.FlukeDebug;
import org.fluke.debug.snapshot.SnapshotRate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page Fluke of the preferences. */
class PreferencesTest {

	private final Bench bench = new Bench();

	@AfterEach
	void reset() {
		InstanceScope.INSTANCE.getNode(FlukeDebug.PLUGIN_ID).remove(SnapshotRate.PER_SECOND);
		bench.closeDialogs();
	}

	@Test
	void whatIsWrongIsSaidAndWhatIsRightIsKept() throws Exception {
		assertThat(SnapshotRate.periodMillis()).isEqualTo(100);
		PreferenceDialog dialog = PreferencesUtil.createPreferenceDialogOn(bench.window().getShell(), "org.fluke.ui.preferences",
				null, null);
		dialog.setBlockOnOpen(false);
		dialog.open();
		Eventually.settle();
		bench.picture("preferences");
		PreferencePage page = (PreferencePage) dialog.getSelectedPage();
		Text rate = Bench.all(dialog.getShell(), Text.class).stream().filter(t -> t.isVisible() && t.getText().equals("10"))
				.findFirst().orElseThrow();
		type(rate, "50");
		Eventually.settle();
		assertThat(page.isValid()).isFalse();
		assertThat(page.getErrorMessage()).isNotBlank();
		type(rate, "5");
		Eventually.settle();
		assertThat(page.isValid()).isTrue();
		assertThat(page.performOk()).isTrue();
		assertThat(Platform.getPreferencesService().getInt(FlukeDebug.PLUGIN_ID, SnapshotRate.PER_SECOND, 0, null)).isEqualTo(5);
		assertThat(SnapshotRate.periodMillis()).isEqualTo(200);
	}

	private static void type(Text field, String text) {
		field.setText(text);
		field.notifyListeners(SWT.KeyUp, new Event());
	}
}
