// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.fluke.bridge.api.ApiTable;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.launch.KernelLaunchSettings;
import org.fluke.kernel.KernelSources;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.selection.ThreadSelection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels that panic, that are several, or that are newer than the workbench. */
class EdgeTest {

	private static final Duration BUILD = Duration.ofMinutes(5);

	private final Bench bench = new Bench();

	@AfterEach
	void cleanUp() throws Exception {
		bench.cleanUp();
	}

	@Test
	void aPanicIsSaidEverywhere() throws Exception {
		bench.runTheDemo();
		panic();
		Eventually.see("the panic in all views", bench::labels,
				l -> l.contains("The kernel has panicked: trap 2 in the kernel") && !l.contains(", live"));
		assertThat(bench.frame()).as("the last snapshot is still there").containsEntry("esi", "0x08003000");
		assertThat(bench.console()).contains("panic: trap 2 in the kernel");
		Eventually.see("commands disabled", () -> bench.isEnabled(FlukeUi.RESUME) || bench.isEnabled(FlukeUi.REFRESH), e -> !e);
		assertThat(bench.kernel().machine().isAlive()).as("the machine door stays").isTrue();
		bench.picture("panic");
	}

	/** A non-maskable interrupt, which the kernel has no use for: it panics when that finds it at rest. */
	private void panic() {
		Eventually.see("a panic", () -> {
			try {
				bench.kernel().machine().qmp().execute("inject-nmi").get(10, TimeUnit.SECONDS);
			} catch (Exception e) {
				throw new AssertionError(e);
			}
			return bench.console();
		}, c -> c.contains("panic: "));
	}

	@Test
	void twoKernelsAreNotMixed() throws Exception {
		bench.runTheDemo();
		KernelThread sender = ThreadSelection.of(bench.window()).thread();
		KernelDebugTarget first = sender.getKernel();
		bench.set("ecx", "0x100");
		KernelDebugTarget second = launch("", "edit");
		Eventually.see("its threads", second::threads, t -> t.stream().anyMatch(o -> o.getName().equals("edit/waiter")));
		assertThat(bench.threads()).as("a second kernel does not take the views away").containsKey("ipc-fault/sender");

		KernelThread waiter = second.threads().stream().filter(t -> t.getName().equals("edit/waiter")).findFirst().orElseThrow();
		ThreadSelection.of(bench.window()).select(waiter);
		Eventually.see("the second kernel's frame", bench::labels, l -> l.contains("edit/waiter, thread") && l.contains("sleeping") && l.contains("mutex_lock"));
		Eventually.see("the second kernel's threads only", () -> bench.threads().keySet(),
				t -> t.contains("edit/waiter") && t.stream().noneMatch(n -> n.startsWith("ipc-fault")));
		assertThat(bench.labels()).doesNotContain("Changes ecx");
		bench.picture("two-kernels");

		bench.set("eax", Integer.toString(waiter.state().word("eax") + 16));
		Eventually.see("what would happen", bench::labels, l -> l.contains("will lock mutex edit/other-mutex, which is free"));
		bench.execute(FlukeUi.APPLY);
		Eventually.see("the second kernel's thread goes on", () -> consoleOf(second), c -> c.contains("scenario edit: pass"));
		assertThat(first.threads().stream().filter(t -> t.tid() == waiter.tid()).map(KernelThread::state)).as("the first kernel's")
				.allMatch(t -> t.word("eax") != waiter.pendingEdit().on(waiter.state().words()).result()[4]);

		ThreadSelection.of(bench.window()).select(sender);
		Eventually.see("the first kernel's pending edit", bench::labels, l -> l.contains("Changes ecx 0x00000200 -> 0x00000100"));
		second.terminate();
		Eventually.see("the second kernel's end", second::isTerminated, t -> t);
		assertThat(bench.labels()).contains("Changes ecx");
		bench.execute(FlukeUi.APPLY);
		Eventually.see("ecx in the first kernel", () -> sender.state().word("ecx"), v -> v == 0x100);
	}

	@Test
	void aKernelNewerThanTheWorkbenchIsShownAsSuch(@TempDir Path folder) throws Exception {
		bench.openPerspective();
		KernelSources.unpack(folder);
		Files.writeString(folder.resolve("api/status.tsv"), "85\tFROM_THE_FUTURE\tinsanity\tsomething that only a later kernel raises\n",
				StandardOpenOption.APPEND);
		KernelDebugTarget kernel = launch(folder.toString(), "ipc-fault");
		Eventually.see("that the API is another one", bench::labels, l -> l.contains("this kernel has another API than the workbench knows"));
		assertThat(kernel.isApiKnown()).isFalse();
		KernelThread sender = Eventually
				.see("the sender", () -> kernel.threads().stream().filter(t -> t.getName().endsWith("sender")).findFirst(),
						t -> t.isPresent())
				.orElseThrow();
		ThreadSelection.of(bench.window()).select(sender);
		Eventually.see("its frame all the same", bench::frame, f -> f.size() > ApiTable.bundled().frameWords().size());
		bench.picture("newer-kernel");
	}

	/** Builds and starts a kernel; the threads of the scenario run. */
	private KernelDebugTarget launch(String folder, String scenario) throws Exception {
		ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();
		Set<ILaunch> before = Set.of(manager.getLaunches());
		ILaunchConfigurationWorkingCopy made = manager.getLaunchConfigurationType(KernelLaunchSettings.TYPE_ID).newInstance(null,
				manager.generateLaunchConfigurationName(scenario));
		made.setAttribute(KernelLaunchSettings.ATTR_FOLDER, folder);
		made.setAttribute(KernelLaunchSettings.ATTR_SCENARIO, scenario);
		made.setAttribute(KernelLaunchSettings.ATTR_HOLD, false);
		Job job = Job.create("launch " + scenario, (ICoreRunnable) m -> made.launch(ILaunchManager.DEBUG_MODE, m));
		job.schedule();
		Eventually.see("the launch", BUILD, job::getResult, r -> r != null);
		assertThat(job.getResult().isOK()).as(String.valueOf(job.getResult())).isTrue();
		List<KernelDebugTarget> kernels = List.of(manager.getLaunches()).stream().filter(l -> !before.contains(l))
				.map(l -> (KernelDebugTarget) l.getDebugTarget()).collect(Collectors.toList());
		assertThat(kernels).hasSize(1);
		return kernels.getFirst();
	}

	private static String consoleOf(KernelDebugTarget kernel) {
		return String.join("\n", kernel.machine().console());
	}
}
