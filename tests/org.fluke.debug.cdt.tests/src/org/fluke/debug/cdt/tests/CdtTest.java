// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.cdt.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.eclipse.cdt.dsf.concurrent.DataRequestMonitor;
import org.eclipse.cdt.dsf.concurrent.ImmediateRequestMonitor;
import org.eclipse.cdt.dsf.concurrent.Query;
import org.eclipse.cdt.dsf.datamodel.IDMContext;
import org.eclipse.cdt.dsf.datamodel.IDMEvent;
import org.eclipse.cdt.dsf.debug.service.IProcesses;
import org.eclipse.cdt.dsf.debug.service.IRunControl;
import org.eclipse.cdt.dsf.debug.service.IRunControl.IContainerDMContext;
import org.eclipse.cdt.dsf.debug.service.IRunControl.IExecutionDMContext;
import org.eclipse.cdt.dsf.debug.service.IStack;
import org.eclipse.cdt.dsf.debug.service.IStack.IFrameDMContext;
import org.eclipse.cdt.dsf.debug.service.IStack.IFrameDMData;
import org.eclipse.cdt.dsf.debug.service.command.ICommandControlService;
import org.eclipse.cdt.dsf.gdb.launching.GdbLaunch;
import org.eclipse.cdt.dsf.gdb.service.IGDBHardwareAndOS2;
import org.eclipse.cdt.dsf.gdb.service.IGDBHardwareAndOS2.IResourceClass;
import org.eclipse.cdt.dsf.gdb.service.IGDBHardwareAndOS2.IResourcesInformation;
import org.eclipse.cdt.dsf.mi.service.command.commands.MIThreadInfo;
import org.eclipse.cdt.dsf.gdb.service.command.IGDBControl;
import org.eclipse.cdt.dsf.mi.service.command.output.MIThreadInfoInfo;
import org.eclipse.cdt.dsf.service.DsfServiceEventHandler;
import org.eclipse.cdt.dsf.service.DsfServicesTracker;
import org.eclipse.cdt.dsf.service.DsfSession;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.core.runtime.IAdaptable;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.PlatformObject;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.fluke.bridge.KernelSession;
import org.fluke.debug.KernelDebugTarget;
import org.fluke.debug.KernelThread;
import org.fluke.debug.cdt.ThreadAdapter;
import org.fluke.debug.launch.KernelLaunchSettings;
import org.fluke.debug.launch.MachineSettings;
import org.fluke.debug.launch.SourceDebugger;
import org.fluke.debug.snapshot.SnapshotStatus.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.FrameworkUtil;

/** What a user of CDT gets: the kernel's C source at the machine door, the kernel's threads at the live door. */
class CdtTest {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();

	@AfterEach
	void endAll() throws Exception {
		for (ILaunch launch : manager.getLaunches()) {
			if (launch instanceof GdbLaunch cdt && DsfSession.isSessionActive(cdt.getSession().getId())) {
				// What CDT's user interface does when it is told to terminate a launch.
				cdt.getSession().getExecutor().execute(() -> cdt.shutdownSession(new ImmediateRequestMonitor()));
			} else if (launch.canTerminate()) {
				launch.terminate();
			}
		}
		eventually("all ended", () -> Arrays.stream(manager.getLaunches()).filter(l -> l.hasChildren() && !l.isTerminated())
				.map(l -> l.getLaunchConfiguration() + " " + Arrays.toString(l.getChildren())).toList(), List::isEmpty);
		manager.removeLaunches(manager.getLaunches());
	}

	private static <T> T eventually(String what, Callable<T> look, Predicate<T> expected) throws Exception {
		long end = System.nanoTime() + PATIENCE.toNanos();
		T seen = look.call();
		while (!expected.test(seen)) {
			if (System.nanoTime() - end > 0) {
				fail("never seen: " + what + ", but " + seen);
			}
			Thread.sleep(50);
			seen = look.call();
		}
		return seen;
	}

	private ILaunch launch(boolean source, String stopAt) throws Exception {
		ILaunchConfigurationWorkingCopy copy = manager.getLaunchConfigurationType(KernelLaunchSettings.TYPE_ID)
				.newInstance(null, "kernel");
		new KernelLaunchSettings("", null, "process-np", "ipc-fault", true, "", source, stopAt, MachineSettings.DEFAULTS)
				.store(copy);
		return copy.launch(ILaunchManager.DEBUG_MODE, new NullProgressMonitor());
	}

	private KernelDebugTarget kernel(ILaunch launch) {
		return Arrays.stream(launch.getDebugTargets()).filter(KernelDebugTarget.class::isInstance)
				.map(KernelDebugTarget.class::cast).findFirst().orElseThrow();
	}

	private Optional<GdbLaunch> cdt() {
		return Arrays.stream(manager.getLaunches()).filter(GdbLaunch.class::isInstance).map(GdbLaunch.class::cast).findFirst();
	}

	/** Asks one of DSF's services on its own thread. */
	private static <T> T ask(DsfSession session, Consumer<DataRequestMonitor<T>> question) throws Exception {
		Query<T> query = new Query<>() {
			@Override
			protected void execute(DataRequestMonitor<T> rm) {
				question.accept(rm);
			}
		};
		session.getExecutor().execute(query);
		return query.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
	}

	private static <S> S service(DsfSession session, Class<S> type) throws Exception {
		return session.getExecutor().submit(() -> {
			DsfServicesTracker tracker = new DsfServicesTracker(
					FrameworkUtil.getBundle(CdtTest.class).getBundleContext(), session.getId());
			try {
				return tracker.getService(type);
			} finally {
				tracker.dispose();
			}
		}).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
	}

	@Test
	void theKernelsSourceIsDebuggedBesideTheLiveView() throws Exception {
		// The live view's half of the launch waits for the processor, which the breakpoint has stopped.
		CompletableFuture<ILaunch> launching = new CompletableFuture<>();
		new Thread(() -> {
			try {
				launching.complete(launch(true, "sys_irq_wait"));
			} catch (Exception e) {
				launching.completeExceptionally(e);
			}
		}).start();
		DsfSession session = eventually("a session of CDT", this::cdt, Optional::isPresent).get().getSession();
		IRunControl run = eventually("the session ready", () -> service(session, IRunControl.class), Objects::nonNull);
		eventually("the function", () -> top(session), f -> f.startsWith("sys_irq_wait at ") && f.contains("kern/irq.c:"));
		assertThat(launching).isNotDone();

		// Both go on: CDT at the machine door, we at the live door.
		IExecutionDMContext processor = contexts(session).getFirst();
		CdtTest.<Object>ask(session, rm -> run.resume(processor, rm));
		KernelDebugTarget kernel = kernel(launching.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
		eventually("the scenario's threads", () -> kernel.threads().size(), n -> n > 5);

		// The processor is none of the kernel's threads.
		assertThat(Adapters.adapt(processor, KernelThread.class)).isNull();

		// While it stands still, for as long as somebody reads the source, the live view waits; then it goes on.
		interrupt();
		eventually("a place in the source", () -> top(session), f -> f.matches(".+ at .+\\.[cS]:\\d+"));
		eventually("the live view without an answer", () -> kernel.snapshots().status(),
				s -> s.kind() == Kind.STALE && s.message().contains(KernelSession.DEFAULT_TIMEOUT.toSeconds() + " s"));
		CdtTest.<Object>ask(session, rm -> run.resume(processor, rm));
		eventually("the live view going on", () -> kernel.snapshots().status().kind(), Kind.LIVE::equals);
		assertThat(DsfSession.isSessionActive(session.getId())).isTrue();
	}

	/** Does what CDT's native library does with its gdb; the library is not part of what is compiled for the tests. */
	private static void interrupt() throws Exception {
		long gdb = ProcessHandle.current().children().filter(p -> p.info().command().orElse("").endsWith("/gdb")).findFirst()
				.orElseThrow().pid();
		assertThat(new ProcessBuilder("kill", "-INT", Long.toString(gdb)).start().waitFor()).isZero();
	}

	/** @return where the processor is: function at file:line */
	private static String top(DsfSession session) throws Exception {
		try {
			IStack stack = service(session, IStack.class);
			for (IExecutionDMContext processor : contexts(session)) {
				IFrameDMContext top = CdtTest.<IFrameDMContext>ask(session, rm -> stack.getTopFrame(processor, rm));
				IFrameDMData data = CdtTest.<IFrameDMData>ask(session, rm -> stack.getFrameData(top, rm));
				return data.getFunction() + " at " + data.getFile() + ":" + data.getLine();
			}
			return "";
		} catch (ExecutionException e) {
			return String.valueOf(e.getCause());
		}
	}

	private static List<IExecutionDMContext> contexts(DsfSession session) throws Exception {
		IRunControl run = service(session, IRunControl.class);
		IProcesses processes = service(session, IProcesses.class);
		ICommandControlService control = service(session, ICommandControlService.class);
		List<IExecutionDMContext> found = new ArrayList<>();
		if (run != null && processes != null && control != null) {
			for (IDMContext each : CdtTest.<IDMContext[]>ask(session,
					rm -> processes.getProcessesBeingDebugged(control.getContext(), rm))) {
				if (each instanceof IContainerDMContext process) {
					found.addAll(List.of(CdtTest.<IExecutionDMContext[]>ask(session, rm -> run.getExecutionContexts(process, rm))));
				}
			}
		}
		return found;
	}

	@Test
	void theLiveDoorsThreadsAreOurs() throws Exception {
		ILaunch launch = launch(false, "");
		KernelDebugTarget kernel = kernel(launch);
		eventually("the scenario's threads", () -> kernel.threads().size(), n -> n > 5);
		GdbLaunch cdt = (GdbLaunch) SourceDebugger.attach(kernel, new NullProgressMonitor());
		DsfSession session = cdt.getSession();

		// From CDT's to ours.
		List<KernelThread> adapted = eventually("CDT's threads as ours", () -> contexts(session).stream()
				.map(c -> Adapters.adapt(c, KernelThread.class)).filter(Objects::nonNull).toList(),
				l -> l.size() == kernel.threads().size());
		assertThat(adapted).containsExactlyInAnyOrderElementsOf(kernel.threads());
		// A stack frame stands for its thread. CDT's view wraps both in elements of its own.
		IExecutionDMContext first = contexts(session).getFirst();
		IStack stack = service(session, IStack.class);
		IFrameDMContext frame = CdtTest.<IFrameDMContext>ask(session, rm -> stack.getTopFrame(first, rm));
		KernelThread its = Adapters.adapt(first, KernelThread.class);
		assertThat(Adapters.adapt(frame, KernelThread.class)).isSameAs(its);
		IAdaptable element = new PlatformObject() {
			@Override
			public <T> T getAdapter(Class<T> type) {
				return type.isInstance(frame) ? type.cast(frame) : super.getAdapter(type);
			}
		};
		assertThat(new ThreadAdapter().getAdapter(element, KernelThread.class)).isSameAs(its);

		// And back: gdb turns to the thread that is selected in our views, and CDT's Debug view hears of it.
		Focus focus = new Focus();
		session.getExecutor().submit(() -> session.addServiceEventListener(focus, null)).get();
		String initial = current(session);
		for (KernelThread thread : adapted.stream().filter(t -> !initial.equals(String.valueOf(t.tid()))).limit(3).toList()) {
			SourceDebugger.selected(thread);
			eventually("gdb at " + thread.tid(), () -> current(session), c -> c.equals(String.valueOf(thread.tid())));
			eventually("CDT's focus", () -> Adapters.adapt(focus.context, KernelThread.class), thread::equals);
		}

		// The OS Resources view's tables.
		IGDBHardwareAndOS2 os = service(session, IGDBHardwareAndOS2.class);
		IDMContext control = service(session, ICommandControlService.class).getContext();
		IResourceClass[] classes = CdtTest.<IResourceClass[]>ask(session, rm -> os.getResourceClasses(control, rm));
		assertThat(Arrays.stream(classes).map(IResourceClass::getId)).contains("threads");
		IResourcesInformation table = CdtTest
				.<IResourcesInformation>ask(session, rm -> os.getResourcesInformation(control, "threads", rm));
		assertThat(table.getContent().length).isEqualTo(kernel.threads().size());
		// All the while our own session has gone on.
		assertThat(kernel.isConnected()).isTrue();
	}

	/** What CDT's Debug view turns to because gdb has. */
	public static final class Focus {

		volatile IDMContext context;

		/**
		 * For DSF.
		 *
		 * @param event of any kind; the kind that is meant is internal to CDT
		 */
		@DsfServiceEventHandler
		public void happened(IDMEvent<?> event) {
			if (event.getClass().getSimpleName().contains("FocusChanged")) {
				context = event.getDMContext();
			}
		}
	}

	/** @return our number of gdb's current thread */
	private static String current(DsfSession session) throws Exception {
		IGDBControl control = service(session, IGDBControl.class);
		MIThreadInfoInfo info = CdtTest.<MIThreadInfoInfo>ask(session,
				rm -> control.queueCommand(new MIThreadInfo(control.getContext()), rm));
		return Arrays.stream(info.getThreadList()).filter(t -> t.getThreadId().equals(info.getCurrentThread()))
				.map(t -> t.getOsId()).findFirst().orElse("");
	}
}
