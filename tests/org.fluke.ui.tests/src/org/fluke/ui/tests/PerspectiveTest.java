// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.PlatformUI;
import org.fluke.ui.FlukeUi;
import org.junit.jupiter.api.Test;

class PerspectiveTest {

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
}
