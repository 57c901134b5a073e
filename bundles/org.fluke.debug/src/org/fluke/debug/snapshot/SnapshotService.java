// SPDX-License-Identifier: EPL-2.0
package org.fluke.debug.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.osgi.util.NLS;
import org.fluke.bridge.BridgeException;
import org.fluke.bridge.DisconnectedException;
import org.fluke.debug.FlukeDebug;
import org.fluke.debug.internal.Messages;
import org.fluke.debug.snapshot.SnapshotStatus.Kind;

/**
 * Fetches snapshots of one kernel, one at a time and at most ten a second, and hands each of them to every listener. A
 * snapshot that is not newer than the one before is dropped. Thread-safe.
 */
public final class SnapshotService {

	/** Shortest time from one snapshot to the next. */
	public static final long PERIOD_MILLIS = 100;

	/** Time from one snapshot to the next when nobody watches closely. */
	static final long IDLE_PERIOD_MILLIS = 1000;

	/** An answer that takes longer makes the latest snapshot stale. */
	static final long STALE_MILLIS = 1500;

	private static final SnapshotStatus LIVE = new SnapshotStatus(Kind.LIVE, ""); //$NON-NLS-1$
	private static final SnapshotStatus ON_DEMAND = new SnapshotStatus(Kind.ON_DEMAND, ""); //$NON-NLS-1$

	/**
	 * The latest snapshot, and why there is one.
	 *
	 * @param snapshot the latest, null if there is none yet
	 * @param status how far it can be trusted
	 * @param requested sequence number of the last snapshot that somebody asked for
	 * @param stopped sequence number of the last snapshot that was gathered because a thread stopped
	 */
	public record Latest(KernelSnapshot snapshot, SnapshotStatus status, long requested, long stopped) {
	}

	private final Supplier<? extends Future<KernelSnapshot>> source;
	private final Job job;
	private final Set<SnapshotListener> listeners = new CopyOnWriteArraySet<>();
	private final Set<SnapshotListener> watchers = new CopyOnWriteArraySet<>();
	private final Object lock = new Object();
	private List<CompletableFuture<KernelSnapshot>> waiting = new ArrayList<>();
	private KernelSnapshot latest;
	private boolean stopCame;
	private long requested;
	private long stopped;
	private SnapshotStatus status = new SnapshotStatus(Kind.WAITING, Messages.SnapshotService_waiting);
	private boolean live = true;
	private boolean over;
	/** Why the kernel is not asked for the time being, null if it is. */
	private String halted;
	private long lastStart = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);

	/**
	 * @param name of the kernel, for the job
	 * @param source asks the kernel for a snapshot
	 */
	public SnapshotService(String name, Supplier<? extends Future<KernelSnapshot>> source) {
		this.source = source;
		job = new Job(NLS.bind(Messages.SnapshotService_job, name)) {
			@Override
			protected IStatus run(IProgressMonitor monitor) {
				return poll(monitor);
			}

			@Override
			public boolean belongsTo(Object family) {
				return family == SnapshotService.class || family == SnapshotService.this;
			}
		};
		job.setSystem(true);
	}

	/** Fetches the first snapshot, and goes on. */
	public void start() {
		job.schedule();
	}

	/** @return the latest snapshot, null if there is none yet */
	public KernelSnapshot latest() {
		synchronized (lock) {
			return latest;
		}
	}

	/** @return how far the latest snapshot can be trusted */
	public SnapshotStatus status() {
		synchronized (lock) {
			return status;
		}
	}

	/** @return the latest snapshot with all that belongs to it, of one moment */
	public Latest now() {
		synchronized (lock) {
			return new Latest(latest, status, requested, stopped);
		}
	}

	/** A thread has stopped: fetches a snapshot that shows it. */
	public void threadStopped() {
		synchronized (lock) {
			if (over) {
				return;
			}
			stopCame = true;
		}
		soon();
	}

	/** @return whether new snapshots come by themselves */
	public boolean isLive() {
		synchronized (lock) {
			return live;
		}
	}

	/** @param live whether new snapshots come by themselves, or only after {@link #refresh()} */
	public void setLive(boolean live) {
		synchronized (lock) {
			if (this.live == live || over) {
				return;
			}
			this.live = live;
		}
		refresh();
	}

	/**
	 * Adds a listener that watches closely: as long as there is one, snapshots come ten times a second. The listener hears
	 * of the latest snapshot at once, on this thread.
	 *
	 * @param listener adding it twice is the same as once
	 */
	public void watch(SnapshotListener listener) {
		watchers.add(listener);
		listeners.add(listener);
		KernelSnapshot snapshot;
		SnapshotStatus now;
		synchronized (lock) {
			snapshot = latest;
			now = status;
		}
		listener.snapshotChanged(snapshot, now);
		soon();
	}

	/** @param listener hears of snapshots, but does not cause them to come more often */
	public void addListener(SnapshotListener listener) {
		listeners.add(listener);
	}

	/** @param listener hears nothing any more */
	public void removeListener(SnapshotListener listener) {
		watchers.remove(listener);
		listeners.remove(listener);
	}

	/**
	 * Asks for a snapshot that is gathered after this call.
	 *
	 * @return it, after all listeners have heard of it; fails with a {@link BridgeException}
	 */
	public CompletableFuture<KernelSnapshot> refresh() {
		CompletableFuture<KernelSnapshot> result = new CompletableFuture<>();
		synchronized (lock) {
			if (over) {
				result.completeExceptionally(new DisconnectedException(status.message()));
				return result;
			}
			if (halted != null) {
				result.completeExceptionally(new BridgeException(halted));
				return result;
			}
			waiting.add(result);
		}
		soon();
		return result;
	}

	/**
	 * There will be no more snapshots. Called again, only the message changes.
	 *
	 * @param reason one sentence for a human
	 */
	public void disconnected(String reason) {
		List<CompletableFuture<KernelSnapshot>> failed;
		synchronized (lock) {
			over = true;
			failed = waiting;
			waiting = new ArrayList<>();
			status = new SnapshotStatus(Kind.DISCONNECTED, reason);
		}
		failed.forEach(f -> f.completeExceptionally(new DisconnectedException(reason)));
		job.cancel();
		tell();
	}

	/**
	 * The kernel can't answer any more, but may be restarted: it is not asked, and the latest snapshot is as old as it is.
	 *
	 * @param reason one sentence for a human
	 */
	public void halted(String reason) {
		List<CompletableFuture<KernelSnapshot>> failed;
		synchronized (lock) {
			if (over) {
				return;
			}
			halted = reason;
			failed = waiting;
			waiting = new ArrayList<>();
			status = new SnapshotStatus(Kind.STALE, reason);
		}
		failed.forEach(f -> f.completeExceptionally(new BridgeException(reason)));
		tell();
	}

	/** Another kernel answers from now on: its snapshots are counted anew. */
	public void restarted() {
		synchronized (lock) {
			if (over) {
				return;
			}
			halted = null;
			latest = null;
			status = new SnapshotStatus(Kind.WAITING, Messages.SnapshotService_restarted);
		}
		tell();
		soon();
	}

	/** Brings the next snapshot forward to the earliest moment that the rate allows. */
	private void soon() {
		job.wakeUp(untilNext());
		job.schedule(untilNext());
	}

	private long untilNext() {
		synchronized (lock) {
			long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastStart);
			return Math.max(0, SnapshotRate.periodMillis() - passed);
		}
	}

	private IStatus poll(IProgressMonitor monitor) {
		List<CompletableFuture<KernelSnapshot>> served;
		boolean afterStop;
		synchronized (lock) {
			if (over || halted != null) {
				return Status.CANCEL_STATUS;
			}
			served = waiting;
			waiting = new ArrayList<>();
			afterStop = stopCame;
			stopCame = false;
			lastStart = System.nanoTime();
		}
		try {
			KernelSnapshot snapshot = await(source.get(), monitor);
			if (snapshot == null) {
				DisconnectedException end = new DisconnectedException(status().message());
				served.forEach(f -> f.completeExceptionally(end));
				return Status.CANCEL_STATUS;
			}
			if (accept(snapshot, !served.isEmpty(), afterStop)) {
				served.forEach(f -> f.complete(snapshot));
			} else {
				BridgeException old = new BridgeException(status().message());
				served.forEach(f -> f.completeExceptionally(old));
			}
		} catch (ExecutionException e) {
			Throwable cause = BridgeException.unwrap(e);
			if (!(cause instanceof DisconnectedException)) {
				FlukeDebug.log().warn(Messages.SnapshotService_failed, cause);
				stale(NLS.bind(Messages.SnapshotService_failedBecause, cause.getMessage()));
			}
			served.forEach(f -> f.completeExceptionally(cause));
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			served.forEach(f -> f.completeExceptionally(e));
			return Status.CANCEL_STATUS;
		}
		synchronized (lock) {
			if (over) {
				return Status.CANCEL_STATUS;
			}
			if (!waiting.isEmpty() || stopCame || live && !watchers.isEmpty()) {
				job.schedule(untilNext());
			} else if (live) {
				job.schedule(IDLE_PERIOD_MILLIS);
			}
		}
		return Status.OK_STATUS;
	}

	/** Waits for an answer; says when it takes long. Returns null when the kernel is gone. */
	private KernelSnapshot await(Future<KernelSnapshot> answer, IProgressMonitor monitor)
			throws InterruptedException, ExecutionException {
		while (true) {
			try {
				return answer.get(STALE_MILLIS, TimeUnit.MILLISECONDS);
			} catch (TimeoutException e) {
				if (monitor.isCanceled()) {
					return null;
				}
				stale(Messages.SnapshotService_noAnswer);
			}
		}
	}

	private boolean accept(KernelSnapshot snapshot, boolean asked, boolean afterStop) {
		boolean newer;
		synchronized (lock) {
			if (over) {
				return false;
			}
			newer = snapshot.isNewerThan(latest);
			if (newer) {
				latest = snapshot;
				requested = asked ? snapshot.sequence() : requested;
				stopped = afterStop ? snapshot.sequence() : stopped;
				status = live ? LIVE : ON_DEMAND;
			} else {
				status = new SnapshotStatus(Kind.STALE,
						NLS.bind(Messages.SnapshotService_old, snapshot.sequence(), latest.sequence()));
				FlukeDebug.log().warn(status.message());
			}
		}
		tell();
		return newer;
	}

	private void stale(String message) {
		synchronized (lock) {
			if (over || halted != null) {
				return;
			}
			status = new SnapshotStatus(Kind.STALE, message);
		}
		tell();
	}

	private void tell() {
		// One notification at a time, each with the newest pair: nobody hears of an older one after a newer one.
		synchronized (listeners) {
			KernelSnapshot snapshot;
			SnapshotStatus now;
			synchronized (lock) {
				snapshot = latest;
				now = status;
			}
			for (SnapshotListener listener : listeners) {
				try {
					listener.snapshotChanged(snapshot, now);
				} catch (RuntimeException e) {
					FlukeDebug.log().error(NLS.bind(Messages.SnapshotService_listenerFailed, listener), e);
				}
			}
		}
	}
}
