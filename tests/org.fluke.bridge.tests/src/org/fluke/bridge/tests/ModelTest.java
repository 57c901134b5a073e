// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.fluke.model.FlukeFactory;
import org.fluke.model.ObjectType;
import org.junit.jupiter.api.Test;

class ModelTest {
	@Test
	void aThreadObjectIsPartOfItsSnapshot() {
		var snapshot = FlukeFactory.eINSTANCE.createSnapshot();
		var thread = FlukeFactory.eINSTANCE.createThreadObject();
		thread.setName("sender");
		thread.setType(ObjectType.THREAD);
		snapshot.getObjects().add(thread);
		assertThat(thread.eContainer()).isSameAs(snapshot);
		assertThat(thread.getType().getValue()).isEqualTo(7);
	}
}
