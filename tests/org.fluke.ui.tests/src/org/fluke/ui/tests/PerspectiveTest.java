// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.PlatformUI;
import org.fluke.ui.FlukeUi;
import org.junit.jupiter.api.Test;

class PerspectiveTest {

	private static final String DARK = "org.eclipse.e4.ui.css.theme.e4_dark";
	private static final String LIGHT = "org.eclipse.e4.ui.css.theme.e4_default";

	private final IWorkbench workbench = PlatformUI.getWorkbench();

	@Test
	void theFlukePerspectiveIsTheOneThatOpens() {
		assertThat(workbench.getPerspectiveRegistry().getDefaultPerspective()).isEqualTo(FlukeUi.PERSPECTIVE);
	}

	@Test
	void itsViewsOpen() throws Exception {
		Bench bench = new Bench();
		bench.openPerspective();
		for (String view : new String[] { FlukeUi.THREADS_VIEW, FlukeUi.FRAME_VIEW, FlukeUi.PSEUDO_VIEW }) {
			assertThat(bench.window().getActivePage().findView(view)).as(view).isNotNull();
		}
	}

	@Test
	void theDemoIsReadableInTheDarkTheme() throws Exception {
		Bench bench = new Bench();
		IThemeEngine themes = workbench.getService(IThemeEngine.class);
		themes.setTheme(DARK, false);
		try {
			bench.openPerspective();
			bench.execute(FlukeUi.RUN_DEMO);
			Eventually.see("a frame", bench::frame, f -> "0x08003000".equals(f.get("esi")));
			assertThat(themes.getActiveTheme().getId()).isEqualTo(DARK);
			bench.picture("dark");
		} finally {
			themes.setTheme(LIGHT, false);
			bench.cleanUp();
		}
	}
}
