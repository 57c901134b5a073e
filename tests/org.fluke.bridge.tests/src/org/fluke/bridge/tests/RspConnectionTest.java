// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fluke.bridge.tests.Futures.failure;
import static org.fluke.bridge.tests.Futures.value;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.fluke.bridge.DisconnectedException;
import org.fluke.bridge.ProtocolException;
import org.fluke.bridge.RequestTimeoutException;
import org.fluke.bridge.rsp.RspCodec;
import org.fluke.bridge.rsp.RspConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of the remote protocol against a stub in memory, well-behaved and not. */
class RspConnectionTest {

	private static final Duration LONG = Duration.ofSeconds(20);
	private static final Duration SHORT = Duration.ofMillis(150);

	private final RspStub stub = new RspStub();
	private RspConnection connection;

	@AfterEach
	void close() {
		if (connection != null) {
			connection.close();
		}
	}

	private RspConnection connect(Duration timeout) {
		connection = new RspConnection(stub.channel, "the stub", timeout);
		return connection;
	}

	@Test
	void framesAndChecksums() {
		assertThat(RspCodec.text(RspCodec.encode(RspCodec.bytes("OK")))).isEqualTo("$OK#9a");
		assertThat(RspCodec.text(RspCodec.encode(new byte[0]))).isEqualTo("$#00");
		assertThat(RspCodec.text(RspCodec.encode(RspCodec.bytes("a#b$c}d*")))).isEqualTo("$a}\003b}\004c}]d}\n#00".replace("#00",
				"#%02x".formatted(sum("a}\003b}\004c}]d}\n"))));
	}

	private static int sum(String text) {
		return text.chars().sum() & 0xff;
	}

	@Test
	void asksAndIsAnswered() throws Exception {
		stub.on("qC", "QC1");
		assertThat(value(connect(LONG).request("qC"))).isEqualTo("QC1");
		assertThat(stub.heard).containsExactly("qC", "+");
	}

	@Test
	void anEmptyAnswerIsAnAnswer() throws Exception {
		assertThat(value(connect(LONG).request("vNonsense"))).isEmpty();
	}

	@Test
	void everyByteSurvives() throws Exception {
		byte[] all = new byte[256];
		for (int i = 0; i < all.length; i++) {
			all[i] = (byte) i;
		}
		stub.onPrefix("X", packet -> RspStub.page('m', RspStub.raw(packet.substring(1))));
		byte[] answer = value(connect(LONG).request(RspStub.concat(RspStub.raw("X"), all)));
		assertThat(Arrays.copyOfRange(answer, 1, answer.length)).isEqualTo(all);
	}

	@Test
	void runLengthsExpand() throws Exception {
		// "0* " is four zeros: a space is 32, 32 - 29 = 3 more.
		stub.on("a", "0* ").on("b", "x*~y*!").on("c", "1*}2");
		connect(LONG);
		assertThat(value(connection.request("a"))).isEqualTo("0000");
		assertThat(value(connection.request("b"))).isEqualTo("x".repeat(1 + '~' - 29) + "yyyyy");
		assertThat(value(connection.request("c"))).isEqualTo("1".repeat(1 + '}' - 29) + "2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "*!", "a*", "a*\u001f", "a}" })
	void illegalRunLengthsAndEscapesAreCorrupt(String body) throws Exception {
		stub.on("g", body);
		assertThat(failure(connect(LONG).request("g"))).isInstanceOf(ProtocolException.class)
				.hasMessageContaining("corrupt answer to g");
		// It was asked for again as often as is sensible, not for ever.
		assertThat(stub.count("-")).isEqualTo(3);
	}

	@Test
	void anAnswerThatStaysCorruptIsGivenUp() throws Exception {
		stub.on("g", RspStub.raw("$1234#00")).on("p", "5678");
		connect(LONG);
		assertThat(failure(connection.request("g"))).isInstanceOf(ProtocolException.class)
				.hasMessage("the stub sent a corrupt answer to g: its checksum is wrong, repeatedly");
		assertThat(stub.count("-")).isEqualTo(3);
		assertThat(value(connection.request("p"))).isEqualTo("5678");
	}

	@Test
	void aRepeatedAnswerIsTaken() throws Exception {
		List<String> heard = new ArrayList<>();
		MemoryChannel[] channel = new MemoryChannel[1];
		channel[0] = new MemoryChannel(data -> {
			String text = RspCodec.text(data);
			heard.add(text);
			if (text.startsWith("$")) {
				channel[0].say(RspStub.raw("+$12X4#ca"));
			} else if (text.equals("-")) {
				channel[0].say(RspStub.frame("1234"));
			}
		});
		try (RspConnection own = new RspConnection(channel[0], "the stub", LONG)) {
			assertThat(value(own.request("g"))).isEqualTo("1234");
		}
		assertThat(heard).containsExactly("$g#67", "-", "+");
	}

	@Test
	void aRefusedPacketIsSentAgain() throws Exception {
		int[] times = new int[1];
		MemoryChannel[] channel = new MemoryChannel[1];
		channel[0] = new MemoryChannel(data -> {
			if (data[0] == '$') {
				channel[0].say(times[0]++ < 2 ? RspStub.raw("-") : RspStub.concat(RspStub.raw("+"), RspStub.frame("OK")));
			}
		});
		try (RspConnection own = new RspConnection(channel[0], "the stub", LONG)) {
			assertThat(value(own.request("g"))).isEqualTo("OK");
		}
		assertThat(times[0]).isEqualTo(3);
	}

	@Test
	void withoutAcknowledgementsACorruptAnswerFailsAtOnceAndTheNextOneIsFine() throws Exception {
		stub.on("g", RspStub.raw("$1234#00")).on("p", "5678");
		connect(LONG);
		assertThat(value(connection.startNoAckMode())).isTrue();
		assertThat(failure(connection.request("g"))).isInstanceOf(ProtocolException.class)
				.hasMessageContaining("the stub sent a corrupt answer to g: its checksum is wrong");
		assertThat(value(connection.request("p"))).isEqualTo("5678");
		assertThat(stub.count("-")).isZero();
		// One for the answer to QStartNoAckMode itself.
		assertThat(stub.count("+")).isEqualTo(1);
	}

	@Test
	void piecesOfOneByteMakeAPacket() throws Exception {
		stub.byteByByte().on("g", "0123456789* abc");
		connect(LONG);
		assertThat(value(connection.request("g"))).isEqualTo("0123456789999abc");
		assertThat(value(connection.request("g"))).isEqualTo("0123456789999abc");
	}

	@Test
	void noiseBetweenPacketsIsIgnored() throws Exception {
		stub.on("g", RspStub.concat(RspStub.raw("\0\r\nnoise"), RspStub.frame("1")));
		assertThat(value(connect(LONG).request("g"))).isEqualTo("1");
	}

	@Test
	void aPacketThatBreaksOffAndBeginsAnewIsTakenTheSecondTime() throws Exception {
		stub.on("g", RspStub.concat(RspStub.raw("$012"), RspStub.frame("0123")));
		assertThat(value(connect(LONG).request("g"))).isEqualTo("0123");
	}

	@Test
	void notificationsBetweenAnswersGoToTheirListener() throws Exception {
		BlockingQueue<String> notifications = new LinkedBlockingQueue<>();
		stub.on("g", RspStub.concat(RspStub.notification("Stop:T05thread:1;"), RspStub.frame("1"),
				RspStub.notification("Stop:T05thread:2;")));
		connect(LONG).setNotificationListener(notifications::add);
		assertThat(value(connection.request("g"))).isEqualTo("1");
		assertThat(notifications.poll(10, TimeUnit.SECONDS)).isEqualTo("Stop:T05thread:1;");
		assertThat(notifications.poll(10, TimeUnit.SECONDS)).isEqualTo("Stop:T05thread:2;");
		// Notifications are not acknowledged.
		assertThat(stub.count("+")).isEqualTo(1);
	}

	@Test
	void aCorruptNotificationIsDropped() throws Exception {
		BlockingQueue<String> notifications = new LinkedBlockingQueue<>();
		stub.on("g", RspStub.concat(RspStub.raw("%Stop:T05#00"), RspStub.frame("1"), RspStub.notification("Stop:T00")));
		connect(LONG).setNotificationListener(notifications::add);
		assertThat(value(connection.request("g"))).isEqualTo("1");
		assertThat(notifications.poll(10, TimeUnit.SECONDS)).isEqualTo("Stop:T00");
		assertThat(stub.count("-")).isZero();
	}

	@Test
	void requestsAreSentOneAfterTheOther() throws Exception {
		stub.onPrefix("p", packet -> RspStub.frame("r" + packet));
		connect(LONG);
		List<CompletableFuture<String>> answers = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			answers.add(connection.request("p" + i));
		}
		for (int i = 0; i < 200; i++) {
			assertThat(value(answers.get(i))).isEqualTo("rp" + i);
		}
	}

	@Test
	void silenceTimesOut() throws Exception {
		stub.onPrefix("g", packet -> null);
		assertThat(failure(connect(SHORT).request("g"))).isInstanceOf(RequestTimeoutException.class)
				.hasMessage("the stub did not answer g within 150 ms");
		assertThat(connection.disconnectReason()).isEmpty();
	}

	@Test
	void aTruncatedAnswerTimesOutAndSaysSo() throws Exception {
		stub.on("g", RspStub.raw("$0123"));
		assertThat(failure(connect(SHORT).request("g"))).isInstanceOf(RequestTimeoutException.class)
				.hasMessageContaining("broke off after 5 bytes");
		assertThat(connection.disconnectReason()).isEmpty();
	}

	@Test
	void aLateAnswerIsNotTakenForThatOfTheNextRequest() throws Exception {
		stub.onPrefix("g", packet -> null).on("p", "right");
		// The stub answers in order: the late answer comes before the empty one of the probe.
		stub.onPrefix("vMustReplyEmpty", packet -> RspStub.concat(RspStub.frame("late"), RspStub.frame("")));
		connect(SHORT);
		assertThat(failure(connection.request("g"))).isInstanceOf(RequestTimeoutException.class);
		assertThat(value(connection.request("p"))).isEqualTo("right");
		assertThat(stub.packets()).containsExactly("g", "vMustReplyEmpty", "p");
	}

	@Test
	void aMachineThatWasStoppedForLongIsNotGivenUp() throws Exception {
		stub.onPrefix("g", packet -> null).onPrefix("vMustReplyEmpty", packet -> null).on("p", "back");
		connect(SHORT);
		assertThat(failure(connection.request("g"))).isInstanceOf(RequestTimeoutException.class);
		assertThat(failure(connection.request("p"))).isInstanceOf(RequestTimeoutException.class)
				.hasMessageContaining("is its machine stopped?");
		stub.say(RspStub.concat(RspStub.frame("late"), RspStub.frame("")));
		assertThat(value(connection.request("p"))).isEqualTo("back");
	}

	@Test
	void theEndIsReportedOnceAndFailsAllRequests() throws Exception {
		stub.onPrefix("g", packet -> {
			stub.channel.end();
			return null;
		});
		connect(LONG);
		CompletableFuture<String> first = connection.request("g");
		CompletableFuture<String> second = connection.request("p");
		assertThat(failure(first)).isInstanceOf(DisconnectedException.class).hasMessage("the stub has closed the connection");
		assertThat(failure(second)).isInstanceOf(DisconnectedException.class);
		assertThat(failure(connection.request("m"))).isInstanceOf(DisconnectedException.class)
				.hasMessage("the stub has closed the connection");
		assertThat(value(connection.disconnected())).isEqualTo("the stub has closed the connection");
		assertThat(connection.disconnectReason()).contains("the stub has closed the connection");
	}

	@Test
	void theEndInTheMiddleOfAPacketSaysSo() throws Exception {
		stub.onPrefix("g", packet -> {
			stub.say(RspStub.raw("$01"));
			stub.channel.end();
			return null;
		});
		assertThat(failure(connect(LONG).request("g"))).isInstanceOf(DisconnectedException.class)
				.hasMessage("the stub has closed the connection in the middle of a packet, after 3 bytes");
	}

	@Test
	void closingFailsWhatIsUnderWay() throws Exception {
		stub.onPrefix("g", packet -> null);
		connect(LONG);
		CompletableFuture<String> answer = connection.request("g");
		connection.close();
		connection.close();
		assertThat(failure(answer)).isInstanceOf(DisconnectedException.class).hasMessage("the connection was closed");
	}

	@Test
	void aPeerThatDoesNotReadBlocksNobody() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		ByteChannel stuck = new ByteChannel() {
			@Override
			public int write(ByteBuffer buffer) throws java.io.IOException {
				await();
				throw new java.nio.channels.AsynchronousCloseException();
			}

			@Override
			public int read(ByteBuffer buffer) throws java.io.IOException {
				await();
				throw new java.nio.channels.AsynchronousCloseException();
			}

			private void await() throws java.io.IOException {
				try {
					closed.await();
				} catch (InterruptedException e) {
					throw new java.io.InterruptedIOException();
				}
			}

			@Override
			public boolean isOpen() {
				return closed.getCount() > 0;
			}

			@Override
			public void close() {
				closed.countDown();
			}
		};
		try (RspConnection own = new RspConnection(stuck, "the stub", SHORT)) {
			assertThat(failure(own.request("g"))).isInstanceOf(DisconnectedException.class)
					.hasMessage("the stub does not read what it is sent");
		}
	}

	@Test
	void anEndlessPacketIsNotHoarded() throws Exception {
		stub.on("g", RspStub.concat(RspStub.raw("$"), new byte[(1 << 20) + 10]));
		connect(LONG);
		connection.startNoAckMode().get();
		assertThat(failure(connection.request("g"))).isInstanceOf(ProtocolException.class)
				.hasMessageContaining("longer than 1048576 bytes");
	}

	@Test
	void manyThreadsMayAsk() throws Exception {
		stub.onPrefix("p", packet -> RspStub.frame("r" + packet));
		connect(LONG);
		List<CompletableFuture<Boolean>> all = new ArrayList<>();
		for (int t = 0; t < 8; t++) {
			int thread = t;
			all.add(CompletableFuture.supplyAsync(() -> {
				for (int i = 0; i < 50; i++) {
					String name = "p" + thread + "." + i;
					if (!connection.request(name).join().equals("r" + name)) {
						return false;
					}
				}
				return true;
			}));
		}
		for (CompletableFuture<Boolean> each : all) {
			assertThat(value(each)).isTrue();
		}
	}
}
