// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fluke.bridge.tests.Futures.failure;
import static org.fluke.bridge.tests.Futures.value;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.fluke.bridge.Breakpoint;
import org.fluke.bridge.DisconnectedException;
import org.fluke.bridge.DoorAddress;
import org.fluke.bridge.KernelSession;
import org.fluke.bridge.KernelSessionListener;
import org.fluke.bridge.ProtocolException;
import org.fluke.bridge.RefusedException;
import org.fluke.bridge.ThreadChange;
import org.fluke.bridge.ThreadStop;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.internal.LiveSession;
import org.fluke.model.Cause;
import org.fluke.model.ObjectType;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.ThreadState;
import org.fluke.model.Trace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session against a live door in memory. */
class KernelSessionTest {

	private static final ApiTable API = ApiTable.bundled();
	private static final String FEATURES = "PacketSize=1000;QStartNoAckMode+;QNonStop+;qXfer:features:read+;"
			+ "qXfer:fluke-snapshot:read+;qXfer:fluke-trace:read+;vContSupported+;vFluke+";

	private final RspStub stub = new RspStub();
	private KernelSession session;

	@BeforeEach
	void answerGreeting() {
		stub.on("QNonStop:1", "OK").on("?", "OK").on("D", "OK");
		stub.onPrefix("qSupported", packet -> RspStub.frame(FEATURES));
	}

	@AfterEach
	void close() {
		if (session != null) {
			session.close();
		}
	}

	private KernelSession connect() throws Exception {
		session = value(LiveSession.over(stub.channel, DoorAddress.unix(Path.of("/memory")), API, Duration.ofSeconds(20)));
		return session;
	}

	/** Serves a bulk transfer in pages, as a stub does: never more bytes than asked for, nor than fit. */
	private void serve(String prefix, byte[] data, int mostBytes) {
		stub.onPrefix("qXfer:" + prefix + ":", packet -> {
			String[] range = packet.substring(packet.lastIndexOf(':') + 1).split(",");
			int from = Integer.parseInt(range[0], 16);
			int count = Math.min(mostBytes, Integer.parseInt(range[1], 16));
			int to = Math.min(data.length, from + count);
			return RspStub.page(to == data.length ? 'l' : 'm', Arrays.copyOfRange(data, from, to));
		});
	}

	@Test
	void greetsAsAgreed() throws Exception {
		connect();
		assertThat(stub.packets().get(0)).startsWith("qSupported");
		assertThat(stub.packets().subList(1, 4)).containsExactly("QStartNoAckMode", "QNonStop:1", "?");
		assertThat(session.isConnected()).isTrue();
		assertThat(session.disconnectReason()).isEmpty();
	}

	@Test
	void anotherStubIsNotTakenForAKernel() throws Exception {
		stub.onPrefix("qSupported", packet -> RspStub.frame("PacketSize=1000;qXfer:features:read+;ReverseStep+"));
		assertThat(failure(
				LiveSession.over(stub.channel, DoorAddress.unix(Path.of("/memory")), API, Duration.ofSeconds(20))))
				.isInstanceOf(ProtocolException.class).hasMessageContaining("is not the live door of a Fluke kernel")
				.hasMessageContaining("it may be the machine door");
	}

	@Test
	void nobodyThereIsOneClearLine() throws Exception {
		assertThat(failure(KernelSession.connect(DoorAddress.unix(Path.of("/nonexistent/live.sock")))))
				.isInstanceOf(DisconnectedException.class).hasMessageContaining("nothing answers at /nonexistent/live.sock");
	}

	@Test
	void aSnapshotOfManyPacketsBecomesAModel() throws Exception {
		// Small pages, and data full of characters that must be escaped.
		serve("fluke-snapshot", Bulks.snapshot(300), 500);
		Snapshot snapshot = value(connect().snapshot());
		assertThat(stub.packets().stream().filter(p -> p.startsWith("qXfer")).count()).isGreaterThan(100);
		assertThat(snapshot.getObjects()).hasSize(302);
		assertThat(snapshot.getSequence()).isEqualTo(7);
		assertThat(snapshot.getIcount()).isEqualTo(123456789012L);
		assertThat(snapshot.getConfiguration()).isEqualTo("process-np");
		assertThat(snapshot.getKernelVersion()).isEqualTo("0.1.0");
		assertThat(session.isTableKnown()).isTrue();
		ThreadObject thread = (ThreadObject) snapshot.getObjects().get(301);
		assertThat(thread.getName()).isEqualTo("demo/t299");
		assertThat(thread.getState()).isEqualTo(ThreadState.SLEEPING);
		assertThat(thread.getCause()).isEqualTo(Cause.SLEEP);
		assertThat(thread.getEntry()).isEqualTo("mutex_lock");
		assertThat(thread.getSpaceName()).isEqualTo("demo");
		assertThat(thread.isScenario()).isTrue();
		assertThat(thread.getFrame().word("eax").getValue()).isEqualTo(0x24232a7d + 299);
		assertThat(thread.link("waiting_for").getTarget().getType()).isEqualTo(ObjectType.MUTEX);
		assertThat(thread.link("server").getTarget()).as("an id that is not in the snapshot").isNull();
		assertThat(snapshot.getObjects().get(1).link("owner").getTarget().getName()).isEqualTo("demo/t0");
		assertThat(snapshot.getObjects().get(1).word("locked").getValue()).isEqualTo(1);
	}

	@Test
	void anotherTableIsNoticed() throws Exception {
		serve("fluke-snapshot", Bulks.with(Bulks.snapshot(1), 28, 0x1234), 5000);
		value(connect().snapshot());
		assertThat(session.isTableKnown()).isFalse();
	}

	@Test
	void lengthsThatLieAreFound() throws Exception {
		byte[] good = Bulks.snapshot(3);
		assertBad(Bulks.with(good, 0, 0x12345678), "does not begin as it should");
		assertBad(Bulks.with(good, 4, 0x00400002), "the kernel is newer than this program");
		assertBad(Bulks.with(good, 4, 0xffff0001), "says that its header has 65535 bytes");
		assertBad(Bulks.with(good, Bulks.OBJECTS_AT, 6), "is cut off: an object");
		assertBad(Bulks.with(good, Bulks.OBJECTS_AT, -1), "bytes are left after its -1 objects");
		assertBad(Bulks.with(good, Bulks.OBJECTS_AT, 4), "bytes are left after its 4 objects");
		assertBad(Bulks.with(good, Bulks.TOTAL_AT, good.length + 4), "it says that it has");
		assertBad(Arrays.copyOf(good, good.length - 4), "it says that it has");
		assertBad(Bulks.with(Arrays.copyOf(good, good.length - 4), Bulks.TOTAL_AT, good.length - 4), "is cut off: a thread");
		assertBad(Arrays.copyOf(good, 40), "is cut off: its header");
		assertBad(new byte[0], "is cut off: its header");
		byte[] type = good.clone();
		type[Bulks.HEADER] = 9;
		assertBad(type, "object type 9 is not known");
		byte[] words = good.clone();
		words[Bulks.HEADER + 1] = (byte) 0;
		assertBad(words, "a space has 0 words and 1 links instead of 1 and 1");
		byte[] many = good.clone();
		many[Bulks.HEADER + 1] = (byte) 255;
		assertBad(many, "is cut off: a space");
		assertBad(Bulks.with(good, Bulks.HEADER + 4, 2), "two objects have the id 2");
	}

	private void assertBad(byte[] data, String message) throws Exception {
		if (session == null) {
			connect();
		}
		serve("fluke-snapshot", data, 4000);
		assertThat(failure(session.snapshot())).isInstanceOf(ProtocolException.class).hasMessageStartingWith("the snapshot")
				.hasMessageContaining(message);
		assertThat(session.isConnected()).as("one bad answer does not end a session").isTrue();
	}

	@Test
	void aTransferThatStandsStillEnds() throws Exception {
		stub.onPrefix("qXfer:fluke-snapshot:", packet -> RspStub.page('m', new byte[0]));
		assertThat(failure(connect().snapshot())).isInstanceOf(ProtocolException.class).hasMessageContaining("stands still");
	}

	@Test
	void aKernelWithoutATraceSaysSo() throws Exception {
		stub.on("qXfer:fluke-trace:read:1:0,ff0", "E06");
		assertThat(failure(connect().trace(1))).isInstanceOf(RefusedException.class)
				.hasMessageContaining("the kernel has no memory left");
	}

	@Test
	void aTraceBecomesAModelWithThreadNames() throws Exception {
		serve("fluke-snapshot", Bulks.snapshot(1), 4000);
		serve("fluke-trace", Bulks.trace(40), 1000);
		connect();
		value(session.snapshot());
		Trace trace = value(session.trace(5));
		assertThat(stub.packets()).contains("qXfer:fluke-trace:read:5:0,ff0");
		assertThat(trace.getLost()).isEqualTo(4);
		assertThat(trace.getEvents()).hasSize(40);
		assertThat(trace.getEvents().get(39).getSequence()).isEqualTo(44);
		assertThat(trace.getEvents().get(0).getThreadName()).isEqualTo("demo/t0");
		assertThat(trace.getEvents().get(0).getCause()).isEqualTo(Cause.FAULT_HARD);
		assertThat(trace.getEvents().get(0).getEntry()).isEqualTo("ipc_client_send");
		assertThat(trace.getEvents().get(0).getFrame().word("esi").getValue()).isEqualTo(0x08003000);
		serve("fluke-trace", Bulks.with(Bulks.trace(40), 12, 41), 1000);
		assertThat(failure(session.trace(5))).isInstanceOf(ProtocolException.class)
				.hasMessageContaining("41 events of 144 bytes don't fill");
	}

	@Test
	void requestsBecomePackets() throws Exception {
		stub.onPrefix("vFluke", packet -> RspStub.frame("OK"));
		connect();
		value(session.edit(0x1f, Map.of(8, 0xffffe000, 0, 16)));
		value(session.edit(0x1f, Map.of()));
		value(session.stop(1));
		value(session.resume(KernelSession.ALL_SCENARIO_THREADS));
		value(session.step(2));
		value(session.until(3, API.cause("fault-hard").orElseThrow(), null));
		value(session.until(3, null, API.entryPoint("mutex_lock").orElseThrow()));
		value(session.interrupt(4));
		value(session.trace(KernelSession.ALL_SCENARIO_THREADS, true));
		value(session.trace(5, false));
		value(session.destroy(6));
		value(session.create(6));
		assertThat(stub.packets().subList(4, stub.packets().size())).containsExactly("vFluke:edit;1f;0=10;8=ffffe000",
				"vFluke:stop;1", "vFluke:resume;ffffffff", "vFluke:step;2", "vFluke:until;3;5;ff", "vFluke:until;3;ff;4c",
				"vFluke:interrupt;4", "vFluke:trace;ffffffff;1", "vFluke:trace;5;0", "vFluke:destroy;6", "vFluke:create;6");
	}

	@Test
	void refusalsSayWhatAndWhy() throws Exception {
		serve("fluke-snapshot", Bulks.snapshot(1), 4000);
		stub.onPrefix("vFluke", packet -> RspStub.frame("E07"));
		connect();
		value(session.snapshot());
		assertThat(failure(session.create(3))).isInstanceOfSatisfying(RefusedException.class,
				e -> assertThat(e.reason()).isEqualTo(RefusedException.Reason.NOT_NOW))
				.hasMessage("create demo/t0: this is not possible in the thread's present state (E07)");
		assertThat(failure(session.stop(99))).hasMessageStartingWith("stop thread 99: ");
	}

	@Test
	void memoryIsReadAndWrittenInPieces() throws Exception {
		byte[] memory = new byte[10000];
		for (int i = 0; i < memory.length; i++) {
			memory[i] = (byte) (i * 7);
		}
		int base = 0xbfff0000;
		stub.on("Hg2a", "OK").onPrefix("m", packet -> {
			String[] range = packet.substring(1).split(",");
			int from = Integer.parseUnsignedInt(range[0], 16) - base;
			return RspStub.frame(java.util.HexFormat.of().formatHex(memory, from, from + Integer.parseInt(range[1], 16)));
		}).onPrefix("M", packet -> {
			String[] parts = packet.substring(1).split("[,:]");
			byte[] data = java.util.HexFormat.of().parseHex(parts[2]);
			System.arraycopy(data, 0, memory, Integer.parseUnsignedInt(parts[0], 16) - base, data.length);
			return RspStub.frame("OK");
		});
		connect();
		assertThat(value(session.readMemory(0x2a, base, 5000))).isEqualTo(Arrays.copyOf(memory, 5000));
		byte[] other = new byte[4000];
		Arrays.fill(other, (byte) 0x55);
		value(session.writeMemory(0x2a, base + 100, other));
		assertThat(Arrays.copyOfRange(memory, 100, 4100)).isEqualTo(other);
		assertThat(value(session.readMemory(0x2a, base, 0))).isEmpty();
		stub.onPrefix("m", packet -> RspStub.frame("E04"));
		assertThat(failure(session.readMemory(0x2a, 0, 4)))
				.hasMessage("read memory at 0x00000000: the address is not mapped in the thread's space (E04)");
		stub.onPrefix("m", packet -> RspStub.frame("xy"));
		assertThat(failure(session.readMemory(0x2a, 0, 4))).isInstanceOf(ProtocolException.class);
	}

	@Test
	void stopsAreHeardInOrderUntilThereAreNoMore() throws Exception {
		BlockingQueue<ThreadStop> stops = new LinkedBlockingQueue<>();
		stub.on("vStopped", "T00thread:4;", "T05thread:5;fluke-cause:nova;", "OK");
		stub.on("vFluke:step;3", RspStub.concat(RspStub.frame("OK"),
				RspStub.notification("Stop:T05thread:3;fluke-cause:fault-hard;")));
		connect().addListener(new KernelSessionListener() {
			@Override
			public void stopped(ThreadStop stop) {
				stops.add(stop);
			}
		});
		CompletableFuture<ThreadStop> awaited = session.nextStop(3);
		value(session.step(3));
		assertThat(value(awaited).cause().name()).isEqualTo("fault-hard");
		assertThat(stops.poll(10, TimeUnit.SECONDS))
				.isEqualTo(new ThreadStop(3, 5, API.cause("fault-hard").orElseThrow()));
		assertThat(stops.poll(10, TimeUnit.SECONDS)).isEqualTo(new ThreadStop(4, 0, API.cause(0)));
		ThreadStop strange = stops.poll(10, TimeUnit.SECONDS);
		assertThat(strange.tid()).isEqualTo(5);
		assertThat(strange.cause().name()).as("a cause newer than we are").isEqualTo("nova");
	}

	@Test
	void aDeathIsHeardOnceWithAReason() throws Exception {
		BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
		KernelSessionListener listener = new KernelSessionListener() {
			@Override
			public void disconnected(String reason) {
				reasons.add(reason);
			}
		};
		connect().addListener(listener);
		CompletableFuture<ThreadStop> stop = session.nextStop(1);
		stub.channel.end();
		assertThat(reasons.poll(10, TimeUnit.SECONDS)).isEqualTo("the kernel has closed the connection");
		assertThat(failure(stop)).isInstanceOf(DisconnectedException.class);
		assertThat(session.isConnected()).isFalse();
		assertThat(failure(session.snapshot())).isInstanceOf(DisconnectedException.class)
				.hasMessage("the kernel has closed the connection");
		session.addListener(listener);
		assertThat(reasons.poll(10, TimeUnit.SECONDS)).as("who comes late hears it, too").isNotNull();
		session.close();
		assertThat(reasons).isEmpty();
	}

	@Test
	void closingSaysGoodByeAndTellsListeners() throws Exception {
		CompletableFuture<String> reason = new CompletableFuture<>();
		connect().addListener(new KernelSessionListener() {
			@Override
			public void disconnected(String why) {
				reason.complete(why);
			}
		});
		session.close();
		assertThat(session.isConnected()).isFalse();
		assertThat(value(reason)).isEqualTo("the connection was closed");
		assertThat(stub.packets()).endsWith("D");
	}

	@Test
	void asksOnlyForWhatHasChanged() throws Exception {
		byte[] whole = Bulks.snapshot(3);
		stub.onPrefix("qXfer:fluke-snapshot:read::", packet -> RspStub.page('l', whole));
		stub.onPrefix("qXfer:fluke-snapshot:read:7:", packet -> RspStub.page('l', Bulks.same(8, 1, 2, 3, 4)));
		stub.onPrefix("qXfer:fluke-snapshot:read:8:", packet -> RspStub.page('l', Bulks.same(9, 1, 77)));
		connect();
		Snapshot first = value(session.snapshot());
		assertThat(first.getObjects()).hasSize(5);
		Snapshot second = value(session.snapshot());
		assertThat(second.getSequence()).isEqualTo(8);
		assertThat(second.getObjects()).extracting(o -> o.getId()).as("the last thread is gone").containsExactly(1, 2, 3, 4);
		ThreadObject before = (ThreadObject) first.getObjects().get(2);
		ThreadObject after = (ThreadObject) second.getObjects().get(2);
		assertThat(after).isNotSameAs(before);
		assertThat(after.getName()).isEqualTo(before.getName());
		assertThat(after.getFrame().word("eax").getValue()).isEqualTo(before.getFrame().word("eax").getValue());
		assertThat(failure(session.snapshot())).isInstanceOf(ProtocolException.class).hasMessageContaining("77");
		assertThat(value(session.snapshot()).getObjects()).as("and then all of it again").hasSize(5);
	}

	@Test
	void setsBreakpointsOnceAndListsThem() throws Exception {
		stub.onPrefix("vFluke:", packet -> RspStub.frame(packet.contains("bad") ? "E02" : "OK"));
		connect();
		Breakpoint all = Breakpoint.forAll(API.entryPoint("mutex_lock").orElseThrow());
		Breakpoint one = Breakpoint.forThread(API.entryPoint("cond_wait").orElseThrow(), 0xbad);
		value(session.addBreakpoint(all));
		value(session.addBreakpoint(all));
		assertThat(failure(session.addBreakpoint(one))).isInstanceOf(RefusedException.class);
		assertThat(session.breakpoints()).containsExactly(all);
		value(session.removeBreakpoint(all));
		assertThat(session.breakpoints()).isEmpty();
		String number = Integer.toHexString(all.entry().number());
		assertThat(stub.packets()).contains("vFluke:break;" + number + ";0;0", "vFluke:unbreak;" + number + ";0;0");
	}

	@Test
	void tellsWhatAnotherClientHasChanged() throws Exception {
		connect();
		BlockingQueue<ThreadChange> changes = new LinkedBlockingQueue<>();
		session.addListener(new KernelSessionListener() {
			@Override
			public void changed(ThreadChange change) {
				changes.add(change);
			}
		});
		stub.say(RspStub.notification("Fluke:nonsense"));
		stub.say(RspStub.notification("Fluke:edit;1f"));
		assertThat(changes.poll(20, TimeUnit.SECONDS)).isEqualTo(new ThreadChange(0x1f, API.cause("edit").orElseThrow()));
	}

	@Test
	void collectsWhatMonitorPrints() throws Exception {
		byte[] answer = RspStub.concat(RspStub.frame("O" + "48690a"), RspStub.frame("O" + "796f750a"), RspStub.frame("OK"));
		stub.onPrefix("qRcmd,", packet -> answer);
		connect();
		assertThat(value(session.monitor("hello"))).isEqualTo("Hi\nyou\n");
	}

	@Test
	void dropsAnswersThatAreForTheClientBefore() throws Exception {
		stub.onPrefix("qSupported", packet -> RspStub.concat(RspStub.frame("E04"), RspStub.frame("lFLKS"), RspStub.frame(FEATURES)));
		assertThat(connect().isConnected()).isTrue();
	}
}
