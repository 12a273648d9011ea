package io.steward.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.notification.MailPort;
import io.steward.notification.Organization;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
@WithTestResource(MailPort.class)
class StreamTest {
    @TestHTTPResource("/api/v1/notifications/stream")
    URI address;

    @Inject
    LiveFeeds live;

    private Organization organization;

    @BeforeEach
    void start() {
        organization = Organization.founded();
    }

    @AfterEach
    void stop() {
        organization.close();
    }

    @Test
    void a_notification_is_streamed_as_it_comes_with_an_id_and_its_json() throws Exception {
        try (Client client = new Client(null)) {
            client.awaitLine(":");
            organization.send(organization.created(UUID.randomUUID(), "VPN is down"), 1);

            client.awaitLine("id:1");
            client.awaitLine("event:notification");
            assertThat(client.awaitLine("data:"))
                    .contains("\"type\":\"TICKET_CREATED\"")
                    .contains("VPN is down");
        }
    }

    @Test
    void what_was_missed_is_sent_first_and_nothing_twice() throws Exception {
        for (int number = 1; number <= 3; number++) {
            organization.send(organization.created(UUID.randomUUID(), "Ticket " + number), 1);
            awaitPosition(number);
        }
        try (Client client = new Client("1")) {
            client.awaitLine("id:3");
            organization.send(organization.created(UUID.randomUUID(), "Ticket 4"), 1);
            client.awaitLine("id:4");

            assertThat(client.lines("id:")).containsExactly("id:2", "id:3", "id:4");
        }
    }

    @Test
    void what_another_process_stored_is_found_without_a_wake_up() throws Exception {
        try (Client client = new Client(null)) {
            client.awaitLine(":");
            Database.update(
                    "INSERT INTO notification.feed_position (tenant_id, user_id, last) VALUES (?, ?, 1)",
                    organization.id,
                    organization.lead);
            Database.update("""
                    INSERT INTO notification.notifications (tenant_id, id, user_id, event_id, notification_type, title, body,
                                                            position, version, created_at)
                    VALUES (?, ?, ?, ?, 'TICKET_CREATED', 'From elsewhere', '', 1, 2, now())
                    """, organization.id, UUID.randomUUID(), organization.lead, UUID.randomUUID());

            assertThat(client.awaitLine("data:")).contains("From elsewhere");
        }
    }

    @Test
    void a_commit_wakes_the_stream_before_the_poll_would() throws Exception {
        organization.send(organization.created(UUID.randomUUID(), "The first one warms up"), 1);
        awaitPosition(1);
        try (Client client = new Client("1")) {
            client.awaitLine(":");
            long[] millis = new long[21];
            for (int number = 0; number < millis.length; number++) {
                long begun = System.nanoTime();
                organization.send(organization.created(UUID.randomUUID(), "VPN is down"), 1);
                client.awaitLine("id:" + (number + 2));
                millis[number] = (System.nanoTime() - begun) / 1_000_000;
            }
            Arrays.sort(millis);
            // By the poll alone it is about a second: each event is sent right after the poll that brought the one
            // before.
            assertThat(millis[millis.length / 2])
                    .as("median of %s ms", Arrays.toString(millis))
                    .isLessThan(800);
        }
    }

    @Test
    void a_closed_stream_leaves_nothing_behind() throws Exception {
        try (Client client = new Client(null)) {
            client.awaitLine(":");
            assertThat(live.size()).isPositive();
        }
        Eventually.check(() -> assertThat(live.size()).isZero());
    }

    @Test
    void an_id_that_is_none_is_refused() throws Exception {
        HttpResponse<String> refused =
                HttpClient.newHttpClient().send(request("yesterday"), HttpResponse.BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("invalid-value");
    }

    private void awaitPosition(long position) {
        Eventually.check(() -> assertThat(Database.rows(
                        "SELECT 1 FROM notification.notifications WHERE tenant_id = ? AND position = ?",
                        organization.id,
                        position))
                .hasSize(1));
    }

    private HttpRequest request(String lastEventId) {
        var request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + organization.token(organization.lead))
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return request.build();
    }

    /** Reads a stream line by line, beside the test. */
    private final class Client implements AutoCloseable {
        private final HttpClient http = HttpClient.newHttpClient();
        private final InputStream body;
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Client(String lastEventId) throws IOException, InterruptedException {
            HttpResponse<InputStream> response =
                    http.send(request(lastEventId), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            body = response.body();
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException closed) {
                lines.add("closed");
            }
        }

        List<String> lines(String prefix) {
            return lines.stream().filter(line -> line.startsWith(prefix)).toList();
        }

        String awaitLine(String prefix) {
            return Eventually.value(() -> {
                assertThat(lines(prefix))
                        .as("lines with %s among %s", prefix, lines)
                        .isNotEmpty();
                return lines(prefix).getFirst();
            });
        }

        @Override
        public void close() throws IOException {
            body.close();
            http.shutdownNow();
        }
    }
}
