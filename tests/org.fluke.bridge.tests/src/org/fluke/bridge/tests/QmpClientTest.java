// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fluke.bridge.tests.Futures.failure;
import static org.fluke.bridge.tests.Futures.value;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.fluke.bridge.DisconnectedException;
import org.fluke.bridge.ProtocolException;
import org.fluke.bridge.RequestTimeoutException;
import org.fluke.bridge.qmp.QmpClient;
import org.fluke.bridge.qmp.QmpEvent;
import org.fluke.bridge.qmp.QmpException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** The QMP client against a stub in memory. */
class QmpClientTest {

	private static final String GREETING = "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7},"
			+ " \"package\": \"Debian\"}, \"capabilities\": [\"oob\"]}}\r\n";

	private final List<JsonObject> heard = new ArrayList<>();
	private final MemoryChannel channel = new MemoryChannel(this::hear);
	private Function<JsonObject, String> answer = command -> "{\"return\": {}, \"id\": " + command.get("id") + "}\r\n";
	private QmpClient client;

	@AfterEach
	void close() {
		if (client != null) {
			client.close();
		}
	}

	private synchronized void hear(byte[] line) {
		JsonObject command = JsonParser.parseString(new String(line, StandardCharsets.UTF_8)).getAsJsonObject();
		heard.add(command);
		String text = command.get("execute").getAsString().equals("qmp_capabilities")
				? "{\"return\": {}, \"id\": " + command.get("id") + "}\r\n"
				: answer.apply(command);
		if (text != null) {
			say(text);
		}
	}

	private void say(String text) {
		channel.say(text.getBytes(StandardCharsets.UTF_8));
	}

	private QmpClient connect(Duration timeout) throws Exception {
		say(GREETING);
		client = value(QmpClient.over(channel, timeout));
		return client;
	}

	@Test
	void greetsAndNegotiates() throws Exception {
		connect(Duration.ofSeconds(20));
		assertThat(client.version()).isEqualTo("7.2.22");
		assertThat(heard.get(0).get("execute").getAsString()).isEqualTo("qmp_capabilities");
	}

	@Test
	void commandsHaveArgumentsAndAnswersFindTheirCommand() throws Exception {
		List<JsonObject> waiting = new ArrayList<>();
		answer = command -> {
			waiting.add(command);
			if (waiting.size() < 2) {
				return null;
			}
			// In the wrong order, in one piece, with an event between them.
			return "{\"return\": \"second\", \"id\": " + waiting.get(1).get("id") + "}\r\n{\"event\": \"STOP\", \"timestamp\": {}}\r\n"
					+ "{\"return\": \"first\", \"id\": " + waiting.get(0).get("id") + "}\r\n";
		};
		BlockingQueue<QmpEvent> events = new LinkedBlockingQueue<>();
		connect(Duration.ofSeconds(20)).addEventListener(events::add);
		CompletableFuture<JsonElement> first = client.execute("a", Map.of("x", 1, "y", "z\u00e4"));
		CompletableFuture<JsonElement> second = client.execute("b");
		assertThat(value(first).getAsString()).isEqualTo("first");
		assertThat(value(second).getAsString()).isEqualTo("second");
		assertThat(events.poll(10, TimeUnit.SECONDS).name()).isEqualTo("STOP");
		assertThat(waiting.get(0).getAsJsonObject("arguments").get("y").getAsString()).isEqualTo("z\u00e4");
		assertThat(waiting.get(1).has("arguments")).isFalse();
	}

	@Test
	void linesMayComeInPieces() throws Exception {
		answer = command -> {
			say("{\"return\": {\"stat");
			say("us\": \"running\"}, \"id\": " + command.get("id"));
			return "}\r\n";
		};
		assertThat(value(connect(Duration.ofSeconds(20)).execute("query-status")).getAsJsonObject().get("status").getAsString())
				.isEqualTo("running");
	}

	@Test
	void errorsAreQemusWords() throws Exception {
		answer = command -> "{\"id\": " + command.get("id")
				+ ", \"error\": {\"class\": \"CommandNotFound\", \"desc\": \"The command fly has not been found\"}}\r\n";
		assertThat(failure(connect(Duration.ofSeconds(20)).execute("fly"))).isInstanceOfSatisfying(QmpException.class,
				e -> assertThat(e.errorClass()).isEqualTo("CommandNotFound"))
				.hasMessage("QEMU refused fly: The command fly has not been found");
	}

	@Test
	void silenceTimesOutAndALateAnswerHarmsNobody() throws Exception {
		List<JsonElement> ids = new ArrayList<>();
		answer = command -> {
			ids.add(command.get("id"));
			return null;
		};
		connect(Duration.ofMillis(150));
		assertThat(failure(client.execute("a"))).isInstanceOf(RequestTimeoutException.class)
				.hasMessage("QEMU did not answer a within 150 ms");
		answer = command -> "{\"return\": 1, \"id\": " + ids.get(0) + "}\r\n{\"return\": 2, \"id\": " + command.get("id") + "}\r\n";
		assertThat(value(client.execute("b")).getAsInt()).isEqualTo(2);
	}

	@Test
	void noGreetingTimesOut() throws Exception {
		assertThat(failure(QmpClient.over(channel, Duration.ofMillis(150)))).isInstanceOf(RequestTimeoutException.class)
				.hasMessageContaining("did not greet");
	}

	@Test
	void whatIsNotJsonFailsTheRequest() throws Exception {
		answer = command -> "garbage{\r\n";
		assertThat(failure(connect(Duration.ofSeconds(20)).execute("a"))).isInstanceOf(ProtocolException.class)
				.hasMessageContaining("not JSON: garbage{");
	}

	@Test
	void theEndFailsAllAndIsTold() throws Exception {
		answer = command -> {
			say("{\"retu");
			channel.end();
			return null;
		};
		connect(Duration.ofSeconds(20));
		CompletableFuture<String> reason = new CompletableFuture<>();
		client.onDisconnect(reason::complete);
		assertThat(failure(client.execute("a"))).isInstanceOf(DisconnectedException.class);
		assertThat(value(reason)).isEqualTo("QEMU has closed its control socket in the middle of a line");
		assertThat(failure(client.execute("b"))).isInstanceOf(DisconnectedException.class);
	}
}
