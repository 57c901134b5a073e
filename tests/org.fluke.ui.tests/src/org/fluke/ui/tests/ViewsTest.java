// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.eclipse.core.runtime.Adapters;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.model.IMemoryBlockExtension;
import org.eclipse.debug.core.model.IMemoryBlockRetrieval;
import org.eclipse.debug.core.model.MemoryByte;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.ui.PlatformUI;
import org.fluke.debug.KernelThread;
import org.fluke.debug.snapshot.ObjectState;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.selection.ThreadSelection;
import org.fluke.ui.views.WaitForView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The views of all threads, of all objects and of all entry points, on a kernel with two threads in a deadlock. */
class ViewsTest {

	private static final String DARK = "org.eclipse.e4.ui.css.theme.e4_dark";
	private static final String LIGHT = "org.eclipse.e4.ui.css.theme.e4_default";

	private final Bench bench = new Bench();

	@BeforeEach
	void openPerspective() throws Exception {
		bench.openPerspective();
	}

	@AfterEach
	void cleanUp() throws Exception {
		bench.cleanUp();
	}

	private void deadlock() throws Exception {
		bench.launch("deadlock");
		bench.show(FlukeUi.THREADS_VIEW);
		Eventually.see("a waits for right, b and the bystander for left", bench::threads,
				t -> waits(t, "deadlock/a", "mutex deadlock/right") && waits(t, "deadlock/b", "mutex deadlock/left")
						&& waits(t, "deadlock/bystander", "mutex deadlock/left"));
	}

	private static boolean waits(Map<String, List<String>> threads, String thread, String object) {
		return threads.containsKey(thread) && threads.get(thread).contains(object);
	}

	@Test
	void threadsAreFilteredSortedAndGrouped() throws Exception {
		deadlock();
		bench.filter("Thread", "deadlock/left");
		assertThat(bench.threads()).containsOnlyKeys("deadlock/b", "deadlock/bystander");
		bench.filter("Thread", "");
		assertThat(bench.threads()).containsKeys("deadlock/a", "root/main");

		bench.viewMenu(FlukeUi.THREADS_VIEW, "Group by Space");
		assertThat(bench.threads()).containsKey("\u25be deadlock (3)");
		bench.picture("threads-by-space");
		bench.viewMenu(FlukeUi.THREADS_VIEW, "Group by Space");

		Table table = bench.tableWidget("Thread");
		table.getColumn(0).notifyListeners(SWT.Selection, new Event());
		assertThat(List.copyOf(bench.threads().keySet())).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
		table.getColumn(0).notifyListeners(SWT.Selection, new Event());
		assertThat(List.copyOf(bench.threads().keySet()))
				.isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER.reversed());
		table.getColumn(0).notifyListeners(SWT.Selection, new Event());
	}

	/** SWT's table makes items while it removes rows; a later change of the theme crashed on them. */
	@Test
	void rowsThatGoLeaveNoItemsBehind() throws Exception {
		deadlock();
		Table table = bench.tableWidget("Thread");
		Set<TableItem> made = Collections.newSetFromMap(new IdentityHashMap<>());
		Listener listener = e -> made.add((TableItem) e.item);
		table.getDisplay().addFilter(SWT.SetData, listener);
		try {
			for (String filter : List.of("", "root", "", "deadlock", "bystander", "", "nothing like this", "")) {
				bench.selectLast("Thread");
				bench.filter("Thread", filter);
			}
		} finally {
			table.getDisplay().removeFilter(SWT.SetData, listener);
		}
		assertThat(made).isNotEmpty().filteredOn(i -> !i.isDisposed() && i.getParent() == table)
				.allMatch(i -> table.indexOf(i) >= 0);
	}

	@Test
	void aSelectedThreadStaysSelectedWhileSnapshotsCome() throws Exception {
		deadlock();
		bench.selectThread("deadlock/b");
		KernelThread thread = ThreadSelection.of(bench.window()).thread();
		assertThat(thread.getName()).isEqualTo("deadlock/b");
		Table table = bench.tableWidget("Thread");
		long before = bench.kernel().snapshots().latest().sequence();
		Eventually.see("ten more snapshots", () -> bench.kernel().snapshots().latest().sequence(), s -> s > before + 10);
		assertThat(table.getSelection()[0].getText(0)).isEqualTo("deadlock/b");
		assertThat(ThreadSelection.of(bench.window()).thread()).isSameAs(thread);
	}

	@Test
	void objectsAreLinkedBothWays() throws Exception {
		deadlock();
		bench.show(FlukeUi.OBJECTS_VIEW);
		Eventually.see("the mutex", () -> bench.table("Object"), t -> t.containsKey("deadlock/left"));
		assertThat(bench.table("Object").get("deadlock/left")).contains("mutex", "locked by deadlock/a, waiting: 2");
		assertThat(bench.table("Object").keySet()).contains("\u25be mutex (3)");
		bench.selectRow("Object", "deadlock/left");
		assertThat(selected()).isInstanceOf(ObjectState.class);
		assertThat(bench.labels()).contains("mutex deadlock/left").contains("thread deadlock/b</a> (waiting_for)")
				.contains("thread deadlock/bystander</a> (waiting_for)");
		bench.picture("objects");

		bench.followTarget("thread deadlock/a");
		assertThat(selected()).isInstanceOf(KernelThread.class);
		assertThat(ThreadSelection.of(bench.window()).thread().getName()).isEqualTo("deadlock/a");
		assertThat(bench.labels()).contains("mutex deadlock/left</a> (owner)").contains("waiting_for: <a");
		bench.followTarget("mutex deadlock/right");
		assertThat(bench.labels()).contains("locked by deadlock/b");

		bench.viewMenu(FlukeUi.OBJECTS_VIEW, "Group by Space Instead of Type");
		assertThat(bench.table("Object").keySet()).anyMatch(k -> k.startsWith("\u25be deadlock ("));
		bench.picture("objects-by-space");
		bench.viewMenu(FlukeUi.OBJECTS_VIEW, "Group by Space Instead of Type");

		bench.show(FlukeUi.THREADS_VIEW);
		bench.selectThread("deadlock/b");
		bench.execute(FlukeUi.SHOW_OBJECT);
		Eventually.see("what b waits for", bench::labels, l -> l.contains("mutex deadlock/left\n"));
	}

	@Test
	void thePlatformsViewsFollowTheSelectedThread() throws Exception {
		deadlock();
		Eventually.see("all threads in the Debug view", bench::debugView, d -> d.stream().anyMatch(t -> t.startsWith("deadlock/b")));
		bench.selectThread("deadlock/b");
		Eventually.see("the same thread in the Debug view", bench::selectedInDebugView,
				s -> s.startsWith("deadlock/b") || s.equals("mutex_lock"));
		IMemoryBlockRetrieval retrieval = Adapters.adapt(DebugUITools.getDebugContext(), IMemoryBlockRetrieval.class);
		KernelThread thread = ThreadSelection.of(bench.window()).thread();
		assertThat(retrieval).isSameAs(thread.memory());
		// The stack of the thread, from another thread than the UI's, as the Memory view reads.
		IMemoryBlockExtension block = thread.memory().getExtendedMemoryBlock("esp", thread);
		assertThat(block.getBigBaseAddress().intValue()).isEqualTo(thread.state().word("esp"));
		assertThat(read(block, 0, 16)).hasSize(16).allMatch(MemoryByte::isReadable);
		// Below the stack, where it hurts nobody.
		byte[] written = { 0x46, 0x6c, 0x75, (byte) 0xff };
		assertThat(block.supportsValueModification()).isTrue();
		block.setValue(BigInteger.valueOf(-64), written);
		Eventually.see("what was written", () -> {
			MemoryByte[] now = read(block, -64, 4);
			return new byte[] { now[0].getValue(), now[1].getValue(), now[2].getValue(), now[3].getValue() };
		}, b -> Arrays.equals(b, written));
		assertThatThrownBy(() -> thread.memory().getExtendedMemoryBlock("nonsense", thread))
				.hasMessageContaining("nonsense").hasMessageContaining("is not an address");
	}

	private static MemoryByte[] read(IMemoryBlockExtension block, long offset, long count) {
		CompletableFuture<MemoryByte[]> bytes = CompletableFuture.supplyAsync(() -> {
			try {
				return block.getBytesFromOffset(BigInteger.valueOf(offset), count);
			} catch (DebugException e) {
				throw new CompletionException(e);
			}
		});
		return Eventually.see("memory", () -> bytes, CompletableFuture::isDone).join();
	}

	private Object selected() {
		return ((IStructuredSelection) bench.window().getSelectionService().getSelection()).getFirstElement();
	}

	@Test
	void aDeadlockIsNamedInWordsAndDrawn() throws Exception {
		deadlock();
		bench.show(FlukeUi.WAIT_FOR_VIEW);
		Eventually.see("the deadlock in words", bench::labels, l -> l.contains("Deadlock: ")
				&& l.contains("deadlock/a waits for mutex deadlock/right held by deadlock/b")
				&& l.contains("deadlock/b waits for mutex deadlock/left held by deadlock/a"));
		WaitForView view = (WaitForView) bench.window().getActivePage().findView(FlukeUi.WAIT_FOR_VIEW);
		assertThat(view.nodesInWords()).contains("thread deadlock/bystander, waits for mutex deadlock/left",
				"mutex deadlock/right, held by thread deadlock/b");
		bench.picture("wait-for");
		bench.viewMenu(FlukeUi.WAIT_FOR_VIEW, "Show Only Deadlocks and Who Waits Behind Them");
		Eventually.see("only the deadlock", view::nodesInWords, n -> n.size() == 5);
		bench.picture("wait-for-only-deadlocks");
		bench.viewMenu(FlukeUi.WAIT_FOR_VIEW, "Show Only Deadlocks and Who Waits Behind Them");

		// With the keyboard: from the selected thread along the edges, round the cycle.
		bench.show(FlukeUi.THREADS_VIEW);
		bench.selectThread("deadlock/a");
		bench.show(FlukeUi.WAIT_FOR_VIEW);
		Canvas canvas = bench.canvas();
		for (int i = 0; i < 2; i++) {
			Event key = new Event();
			key.keyCode = SWT.ARROW_RIGHT;
			canvas.notifyListeners(SWT.KeyDown, key);
		}
		assertThat(ThreadSelection.of(bench.window()).thread().getName()).isEqualTo("deadlock/b");
	}

	@Test
	void whoWaitsForAPeerOrAServerIsInNoDeadlock() throws Exception {
		bench.execute(FlukeUi.RUN_DEMO);
		Eventually.see("the sender at its fault", bench::labels, l -> l.contains("last event fault-hard"));
		bench.show(FlukeUi.WAIT_FOR_VIEW);
		Eventually.see("no deadlock", bench::labels, l -> l.contains("No deadlock. Threads that wait: "));
		WaitForView view = (WaitForView) bench.window().getActivePage().findView(FlukeUi.WAIT_FOR_VIEW);
		assertThat(view.nodesInWords()).anyMatch(n -> n.startsWith("thread ipc-fault/receiver, waits for"));
		bench.picture("wait-for-demo");
	}

	@Test
	void entryPointsNeedNoKernel() throws Exception {
		bench.show(FlukeUi.ENTRY_POINTS_VIEW);
		bench.filter("Entry point", "");
		assertThat(bench.table("Entry point")).hasSize(107);
		bench.filter("Entry point", "multi-stage");
		assertThat(bench.table("Entry point")).hasSize(23).containsKey("cond_wait");
		bench.filter("Entry point", "");

		deadlock();
		bench.selectThread("deadlock/a");
		bench.execute(FlukeUi.SHOW_ENTRY_POINT);
		Eventually.see("three threads on mutex_lock, which the kernel has", () -> bench.table("Entry point").get("mutex_lock"),
				r -> r != null && r.get(4).equals("3") && r.get(5).equals("yes"));
		assertThat(bench.tableWidget("Entry point").getSelection()[0].getText(0)).isEqualTo("mutex_lock");
		bench.picture("entry-points");
	}

	@Test
	void allAreReadableInTheDarkTheme() throws Exception {
		IThemeEngine themes = PlatformUI.getWorkbench().getService(IThemeEngine.class);
		themes.setTheme(DARK, false);
		try {
			deadlock();
			bench.picture("threads-dark");
			bench.show(FlukeUi.OBJECTS_VIEW);
			bench.selectRow("Object", "deadlock/left");
			bench.picture("objects-dark");
			bench.show(FlukeUi.WAIT_FOR_VIEW);
			bench.picture("wait-for-dark");
			bench.show(FlukeUi.ENTRY_POINTS_VIEW);
			bench.selectRow("Entry point", "cond_wait");
			bench.picture("entry-points-dark");
			assertThat(themes.getActiveTheme().getId()).isEqualTo(DARK);
		} finally {
			themes.setTheme(LIGHT, false);
		}
	}
}
