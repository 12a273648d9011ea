package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.embedded.EmbeddedKafka;
import io.steward.embedded.FreePort;
import io.steward.embedded.KafkaOptions;
import io.steward.embedded.Topic;
import io.steward.events.Topic.Cleanup;
import io.steward.gateway.revocation.Contact;
import io.steward.gateway.revocation.RevocationSettings;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One story, told in order, because what it tells of is a start, an outage and a return. */
@QuarkusTest
@WithTestResource(value = KafkaSettings.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RevocationTest extends GatewayTest {

    private static final String TOPIC = "steward.identity.revocations.v1";

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @Inject
    RevocationSettings settings;

    @Inject
    Contact contact;

    @TempDir
    Path folder;

    @Test
    void endedSessionsAreKnownFromTheTopicThroughStartOutageAndReturn() throws Exception {
        assertThat(readiness()).as("before Kafka is there, at " + ready).isEqualTo(503);
        var port = Integer.parseInt(settings.bootstrapServers().split(":")[1]);
        try (var kafka = EmbeddedKafka.start(KafkaOptions.in(folder, port, FreePort.next()))) {
            assertThat(readiness()).as("before the topic is there").isEqualTo(503);
            kafka.createTopics(List.of(new Topic(TOPIC, 12, Cleanup.COMPACT_AND_DELETE)));
            var earlier = session();
            publish(earlier, Instant.now().plusSeconds(600));
            eventually("ready", Duration.ofSeconds(20), () -> readiness() == 200);
            eventually("known from before", Duration.ofSeconds(5), () -> status(earlier) == 401);
            isProblem(of(earlier), 401, "session-ended");

            var logout = session();
            assertThat(status(logout)).isEqualTo(200);
            publish(logout, Instant.now().plusSeconds(600));
            eventually("ended within a second", Duration.ofSeconds(1), () -> status(logout) == 401);

            var key = ApiKey.known(services, 60);
            assertThat(status(key)).isEqualTo(200);
            publishKey(key, Instant.now().plusSeconds(120));
            eventually("the key ended within a second", Duration.ofSeconds(1), () -> status(key) == 401);
            isProblem(of(key), 401, "api-key-revoked");

            send(new ProducerRecord<>(TOPIC, session(), "no document"));
            send(new ProducerRecord<>(TOPIC, earlier, null));
            var brief = session();
            publish(brief, Instant.now().plusSeconds(3));
            eventually("goes on after an unreadable one", Duration.ofSeconds(2), () -> status(brief) == 401);
            assertThat(status(earlier))
                    .as("a tombstone does not bring a session back")
                    .isEqualTo(401);
            eventually("forgotten after its end", Duration.ofSeconds(6), () -> status(brief) == 200);

            kafka.kill();
            assertThat(status(earlier)).isEqualTo(401);
            assertThat(status(session())).isEqualTo(200);
            assertThat(readiness()).as("stays ready").isEqualTo(200);
            eventually(
                    "the silence is measured",
                    Duration.ofSeconds(20),
                    () -> contact.age().toSeconds() >= 3);
            kafka.start();
            var later = session();
            publish(later, Instant.now().plusSeconds(600));
            eventually("goes on by itself", Duration.ofSeconds(10), () -> status(later) == 401);
            eventually(
                    "the silence is over",
                    Duration.ofSeconds(20),
                    () -> contact.age().toSeconds() < 3);
            assertThat(text(metrics))
                    .contains("steward_gateway_requests_seconds_count{service=\"ticket\",status=\"2xx\"}")
                    .contains("steward_gateway_revoked_sessions ")
                    .contains("steward_gateway_revocations_age_seconds ")
                    .contains("steward_gateway_refused_total{code=\"session-ended\"}");
        }
    }

    private void publish(String session, Instant expiresAt) throws Exception {
        send(new ProducerRecord<>(
                TOPIC,
                session,
                new JsonObject()
                        .put("sessionId", session)
                        .put("revokedAt", Instant.now().toString())
                        .put("expiresAt", expiresAt.toString())
                        .encode()));
    }

    private void publishKey(ApiKey key, Instant expiresAt) throws Exception {
        send(new ProducerRecord<>(
                TOPIC,
                key.id().toString(),
                new JsonObject()
                        .put("apiKeyId", key.id().toString())
                        .put("revokedAt", Instant.now().toString())
                        .put("expiresAt", expiresAt.toString())
                        .encode()));
    }

    private void send(ProducerRecord<String, String> revocation) throws Exception {
        Map<String, Object> properties = Map.of("bootstrap.servers", settings.bootstrapServers());
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(revocation).get(20, TimeUnit.SECONDS);
        }
    }

    private static String session() {
        return UUID.randomUUID().toString();
    }

    private java.net.http.HttpResponse<String> of(String session) throws Exception {
        token = Tokens.FIRST.ofSession(session);
        return get("/api/v1/tickets");
    }

    private int status(String session) {
        try {
            return of(session).statusCode();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private java.net.http.HttpResponse<String> of(ApiKey key) throws Exception {
        return send(to("/api/v1/tickets").header("X-API-Key", key.text()));
    }

    private int status(ApiKey key) {
        try {
            return of(key).statusCode();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private int readiness() {
        try {
            return send(HttpRequest.newBuilder(ready)).statusCode();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String text(URI uri) throws Exception {
        return send(HttpRequest.newBuilder(uri)).body();
    }
}
