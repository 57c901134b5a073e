// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.IBreakpointManager;
import org.eclipse.debug.core.model.IBreakpoint;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.debug.ui.IDebugModelPresentation;
import org.eclipse.debug.ui.IDebugUIConstants;
import org.fluke.debug.EntryBreakpoint;
import org.fluke.debug.KernelThread;
import org.fluke.ui.FlukeUi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All that can be done to a thread and to its kernel, from the demo's hard fault on. */
class ControlTest {

	private static final String PASS = "scenario ipc-fault: pass";

	private final Bench bench = new Bench();

	@BeforeEach
	void runTheDemo() throws Exception {
		bench.runTheDemo();
	}

	@AfterEach
	void cleanUp() throws Exception {
		IBreakpointManager manager = DebugPlugin.getDefault().getBreakpointManager();
		manager.removeBreakpoints(manager.getBreakpoints(), true);
		manager.setEnabled(true);
		bench.cleanUp();
	}

	@Test
	void anInterruptIsPendingInAThreadThatDoesNotTakeIt() throws Exception {
		bench.selectThread("ipc-fault/receiver");
		Eventually.see("the receiver", bench::labels, l -> l.contains("ipc-fault/receiver, thread"));
		// One that is stopped can't take it.
		bench.execute(FlukeUi.STOP);
		Eventually.see("it stopped", bench::labels, l -> l.contains("ipc-fault/receiver, thread") && l.contains(": stopped"));
		assertThat(bench.meaning("flags")).doesNotContain("INTERRUPT_PENDING");
		bench.execute(FlukeUi.INTERRUPT);
		Eventually.see("the interrupt", () -> bench.meaning("flags"), m -> m.contains("INTERRUPT_PENDING"));
	}

	@Test
	void aDestroyedThreadIsCreatedAgainFromItsFrameAndGoesOn() throws Exception {
		Map<String, String> before = bench.frame();
		bench.answerDialog("Destroy Thread", "Cancel");
		bench.execute(FlukeUi.DESTROY);
		assertThat(thread("sender").isAvailable()).isTrue();
		bench.answerDialog("Destroy Thread", "Destroy");
		bench.execute(FlukeUi.DESTROY);
		Eventually.see("that it is gone", bench::labels, l -> l.contains("ipc-fault/sender' does not exist any more"));
		assertThat(bench.threads()).doesNotContainKey("ipc-fault/sender");
		Eventually.see("commands that fit", () -> bench.isEnabled(FlukeUi.RECREATE) && !bench.isEnabled(FlukeUi.DESTROY)
				&& !bench.isEnabled(FlukeUi.RESUME), e -> e);
		bench.picture("destroyed");
		bench.execute(FlukeUi.RECREATE);
		Eventually.see("the same frame", bench::frame, f -> "0x08003000".equals(f.get("esi")));
		for (String word : List.of("eax", "ebx", "ecx", "edx", "esi", "edi", "esp", "eip", "pr0", "pr1", "hash", "server", "space")) {
			assertThat(bench.frame()).containsEntry(word, before.get(word));
		}
		bench.execute(FlukeUi.RESUME);
		Eventually.see("the whole message", bench::console, c -> c.contains(PASS));
	}

	@Test
	void aKeptFrameIsGivenBack() throws Exception {
		bench.execute(FlukeUi.KEEP_FRAME);
		bench.execute(FlukeUi.RUN_TO_ENTRY, FlukeUi.RUN_TO_ENTRY_NAME, "ipc_client_disconnect");
		Eventually.see("the thread gone on", bench::labels, l -> l.contains("About to call ipc_client_disconnect"));
		bench.inDialog("Restore a Kept Frame", dialog -> {
			List<String> kept = Eventually.see("what was kept", bench::everyTable, t -> t.size() == 1);
			assertThat(kept.getFirst()).startsWith("ipc-fault/sender: about to continue ipc_client_send: 2048");
			bench.press(dialog, "OK");
		});
		bench.execute(FlukeUi.RESTORE_FRAME);
		Eventually.see("the frame that was kept", bench::frame,
				f -> "0x08003000".equals(f.get("esi")) && "0x00000200".equals(f.get("ecx")));
		assertThat(bench.labels()).contains("About to continue ipc_client_send");
		assertThat(thread("sender").state().isStopped()).isTrue();
	}

	@Test
	void aThreadRunsToAnEntryPoint() throws Exception {
		bench.execute(FlukeUi.RUN_TO_ENTRY, FlukeUi.RUN_TO_ENTRY_NAME, "ipc_client_disconnect");
		Eventually.see("the thread there", bench::labels, l -> l.contains("About to call ipc_client_disconnect"));
		assertThat(thread("sender").state().isStopped()).isTrue();
	}

	@Test
	void theEntryPointIsFoundByAPartOfItsName() throws Exception {
		bench.inDialog("Run ipc-fault/sender to an Entry Point", dialog -> {
			bench.typeInto(dialog, "t_disc");
			Eventually.see("one entry point", bench::everyTable, t -> t.equals(List.of("ipc_client_disconnect  (#6, Trivial)")));
			bench.picture("run-to-entry");
			bench.press(dialog, "OK");
		});
		bench.execute(FlukeUi.RUN_TO_ENTRY);
		Eventually.see("the thread there", bench::labels, l -> l.contains("About to call ipc_client_disconnect"));
	}

	@Test
	void aBreakpointStopsItsThreadAndIsThePlatforms() throws Exception {
		bench.execute(FlukeUi.BREAK_ON_ENTRY, FlukeUi.BREAK_ON_ENTRY_NAME, "ipc_client_disconnect", FlukeUi.BREAK_ON_ENTRY_SCOPE,
				"thread");
		IBreakpoint[] all = DebugPlugin.getDefault().getBreakpointManager().getBreakpoints();
		assertThat(all).hasSize(1);
		IDebugModelPresentation labels = DebugUITools.newDebugModelPresentation();
		try {
			assertThat(labels.getText(all[0])).isEqualTo("ipc_client_disconnect [thread ipc-fault/sender]");
		} finally {
			labels.dispose();
		}
		bench.show(IDebugUIConstants.ID_BREAKPOINT_VIEW);
		bench.show(FlukeUi.FRAME_VIEW);
		Eventually.see("the kernel's own", () -> bench.kernel().session().breakpoints(), b -> b.size() == 1);
		bench.execute(FlukeUi.RESUME);
		Eventually.see("the thread there", bench::labels, l -> l.contains("About to call ipc_client_disconnect"));
		KernelThread sender = thread("sender");
		assertThat(sender.isSuspended()).isTrue();
		Eventually.see("what stopped it", sender::getBreakpoints, b -> Arrays.equals(b, all));
		bench.picture("breakpoint");

		all[0].setEnabled(false);
		Eventually.see("none in the kernel", () -> bench.kernel().session().breakpoints(), List::isEmpty);
		all[0].setEnabled(true);
		Eventually.see("one again", () -> bench.kernel().session().breakpoints(), b -> b.size() == 1);
		DebugPlugin.getDefault().getBreakpointManager().setEnabled(false);
		Eventually.see("none while all are skipped", () -> bench.kernel().session().breakpoints(), List::isEmpty);
		bench.execute(FlukeUi.RESUME);
		Eventually.see("the end", bench::console, c -> c.contains(PASS));
	}

	@Test
	void breakpointsAreKeptInTheWorkspace() throws Exception {
		bench.execute(FlukeUi.BREAK_ON_ENTRY, FlukeUi.BREAK_ON_ENTRY_NAME, "mutex_lock", FlukeUi.BREAK_ON_ENTRY_SCOPE, "space");
		IMarker[] markers = ResourcesPlugin.getWorkspace().getRoot().findMarkers(EntryBreakpoint.MARKER, false,
				IResource.DEPTH_ZERO);
		assertThat(markers).hasSize(1);
		assertThat(markers[0].isSubtypeOf(IMarker.BOOKMARK)).isFalse();
		assertThat(markers[0].getAttribute(IBreakpoint.PERSISTED, true)).isTrue();
		assertThat(markers[0].getAttribute(IMarker.TRANSIENT, false)).isFalse();
		// What the platform does when the workbench starts: a breakpoint is made again from its marker.
		EntryBreakpoint again = new EntryBreakpoint();
		again.setMarker(markers[0]);
		assertThat(again.entry()).isEqualTo("mutex_lock");
		assertThat(again.name()).isEqualTo("ipc-fault/sender");
		assertThat(again.scope()).isEqualTo(org.fluke.bridge.Breakpoint.Scope.SPACE);
		assertThat(bench.execute(FlukeUi.BREAK_ON_ENTRY, FlukeUi.BREAK_ON_ENTRY_NAME, "mutex_lock", FlukeUi.BREAK_ON_ENTRY_SCOPE,
				"space")).as("the same once more").isEqualTo(again);
	}

	@Test
	void aRestartedKernelKeepsViewsAndBreakpoints() throws Exception {
		bench.execute(FlukeUi.BREAK_ON_ENTRY, FlukeUi.BREAK_ON_ENTRY_NAME, "ipc_client_connect_send", FlukeUi.BREAK_ON_ENTRY_SCOPE,
				"all");
		Eventually.see("the kernel's own", () -> bench.kernel().session().breakpoints(), b -> b.size() == 1);
		long pid = bench.kernel().machine().pid();
		bench.execute(FlukeUi.RESTART);
		Eventually.see("the restarted sender, held at its first instruction", bench::labels,
				l -> l.contains("ipc-fault/sender, thread") && l.contains("About to run user code") && l.contains(", live"));
		assertThat(bench.kernel().machine().pid()).as("the same machine").isEqualTo(pid);
		assertThat(DebugPlugin.getDefault().getLaunchManager().getLaunches()).hasSize(1);
		assertThat(bench.console()).contains("---- restarted ----");
		assertThat(bench.kernel().session().breakpoints()).hasSize(1);
		bench.kernel().resume();
		Eventually.see("the breakpoint's stop", bench::labels, l -> l.contains("About to call ipc_client_connect_send"));
		bench.picture("restarted");
	}

	private KernelThread thread(String name) {
		return bench.kernel().threads().stream().filter(t -> t.getName().endsWith(name)).findFirst()
				.orElseThrow(() -> new AssertionError(name + " in " + Arrays.toString(bench.kernel().getThreads())));
	}
}
