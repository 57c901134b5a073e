// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;

class PerspectiveTest {
    @Test
    void theFlukePerspectiveIsTheOneThatOpens() {
        var page = PlatformUI.getWorkbench().getActiveWorkbenchWindow().getActivePage();
        assertThat(page.getPerspective().getId()).isEqualTo("org.fluke.ui.perspective");
    }
}
