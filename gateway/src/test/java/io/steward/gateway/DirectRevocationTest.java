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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One story, told in order: identity tells what Kafka cannot, and Kafka what identity cannot. */
@QuarkusTest
@WithTestResource(value = KafkaSettings.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class DirectRevocationTest extends GatewayTest {

    private static final String TOPIC = "steward.identity.revocations.v1";

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @Inject
    RevocationSettings settings;

    @Inject
    Contact contact;

    @TempDir
    Path folder;

    private final List<JsonObject> ended = new ArrayList<>();

    @Test
    void whatEndsIsRefusedWithinASecondWhicheverPathIsAway() throws Exception {
        assertThat(readiness()).as("before either path is there").isEqualTo(503);
        var before = session();
        end(before);
        eventually("ready by identity alone", Duration.ofSeconds(10), () -> readiness() == 200);
        assertThat(status(before)).isEqualTo(401);

        var port = Integer.parseInt(settings.bootstrapServers().split(":")[1]);
        try (var kafka = EmbeddedKafka.start(KafkaOptions.in(folder, port, FreePort.next()))) {
            kafka.createTopics(List.of(new Topic(TOPIC, 12, Cleanup.COMPACT_AND_DELETE)));
            eventually(
                    "Kafka is read too",
                    Duration.ofSeconds(20),
                    () -> contact.age(Contact.Path.KAFKA).toMillis() < 1500);

            kafka.kill();
            var logout = session();
            var key = ApiKey.known(services, 60);
            assertThat(status(logout)).isEqualTo(200);
            assertThat(status(key)).isEqualTo(200);
            end(logout);
            end(key.id().toString());
            eventually("ended within a second", Duration.ofSeconds(1), () -> status(logout) == 401);
            eventually("the key too", Duration.ofSeconds(1), () -> status(key) == 401);
            isProblem(of(logout), 401, "session-ended");
            isProblem(of(key), 401, "api-key-revoked");
            assertThat(services.revocationCursors)
                    .as("where the last answer ended")
                    .contains("null", "17:2:x");

            kafka.start();
            eventually(
                    "Kafka is back",
                    Duration.ofSeconds(30),
                    () -> contact.age(Contact.Path.KAFKA).toMillis() < 1500);
            for (var session : List.of(before, logout)) {
                assertThat(status(session)).as("nothing is let in again").isEqualTo(401);
            }
            assertThat(status(key)).isEqualTo(401);

            services.revocations = null;
            var byKafka = session();
            publish(byKafka);
            eventually("told by Kafka alone", Duration.ofSeconds(5), () -> status(byKafka) == 401);
            assertThat(status(logout)).isEqualTo(401);

            kafka.kill();
            eventually(
                    "the silence of both is measured",
                    Duration.ofSeconds(30),
                    () -> contact.age().toSeconds() >= 3);
            assertThat(readiness()).as("stays ready").isEqualTo(200);
            assertThat(status(logout)).isEqualTo(401);
            assertThat(status(session())).isEqualTo(200);

            var asked = services.revocationCursors.size();
            var later = session();
            end(later);
            eventually("identity is back", Duration.ofSeconds(5), () -> status(later) == 401);
            assertThat(services.revocationCursors.get(asked))
                    .as("after a failure it begins anew")
                    .isEqualTo("null");
        }
    }

    /** As identity tells it from now on, its cursor in a form that the gateway must not understand. */
    private void end(String id) {
        ended.add(new JsonObject()
                .put("id", id)
                .put("expiresAt", Instant.now().plusSeconds(600).toString()));
        services.revocations = new JsonObject()
                .put("revocations", new JsonArray(List.copyOf(ended)))
                .put("next", "17:2:x")
                .put("more", false);
    }

    private void publish(String session) throws Exception {
        Map<String, Object> properties = Map.of("bootstrap.servers", settings.bootstrapServers());
        var document = new JsonObject()
                .put("sessionId", session)
                .put("expiresAt", Instant.now().plusSeconds(600).toString());
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, session, document.encode()))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static String session() {
        return UUID.randomUUID().toString();
    }

    private HttpResponse<String> of(String session) throws Exception {
        token = Tokens.FIRST.ofSession(session);
        return get("/api/v1/tickets");
    }

    private HttpResponse<String> of(ApiKey key) throws Exception {
        return send(to("/api/v1/tickets").header("X-API-Key", key.text()));
    }

    private int status(String session) {
        return status(() -> of(session));
    }

    private int status(ApiKey key) {
        return status(() -> of(key));
    }

    private int readiness() {
        return status(() -> send(HttpRequest.newBuilder(ready)));
    }

    private static int status(java.util.concurrent.Callable<HttpResponse<String>> request) {
        try {
            return request.call().statusCode();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
