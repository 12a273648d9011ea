package io.steward.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.embedded.DatabaseRoles;
import io.steward.embedded.EmbeddedKafka;
import io.steward.embedded.EmbeddedPostgres;
import io.steward.embedded.KafkaOptions;
import io.steward.embedded.PostgresOptions;
import io.steward.embedded.Topics;
import io.steward.events.AuditEvent.AuditExtended;
import io.steward.events.EventJson;
import io.steward.events.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On identity's own schema: entries written as the service does, then a superuser who switches the triggers off. */
class AuditVerificationTest {
    private static final String PASSWORD = "password-of-a-test";
    private static final UUID ACCOUNT = UUID.randomUUID();

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;
    private final UUID organization = UUID.randomUUID();

    private record Outcome(boolean good, String text) {}

    @BeforeAll
    static void schema() throws SQLException, IOException {
        postgres = EmbeddedPostgres.start(PostgresOptions.forTests(folder.resolve("postgres")));
        postgres.bootstrap(DatabaseRoles.generate(() -> PASSWORD));
        try (Connection migrator = as("migrator")) {
            for (Path migration : migrations()) {
                migrator.createStatement()
                        .execute(Files.readString(migration)
                                .replace("${app}", "identity_app")
                                .replace("${relay}", "identity_relay")
                                .replace("${migrator}", "identity_migrator"));
            }
        }
        tamper("INSERT INTO users (id, email, username, display_name, password_hash, password_changed_at, status,"
                + " created_at, updated_at) SELECT id, id::text, id::text, '', '', now(), 'ACTIVE', now(), now()"
                + " FROM unnest(ARRAY['" + ACCOUNT + "', gen_random_uuid()]::uuid[]) AS accounts (id)");
    }

    static List<Path> migrations() throws IOException {
        Path root = Path.of("../..");
        try (Stream<Path> kit = Files.list(root.resolve("platform/service-kit/src/main/resources/db/kit"));
                Stream<Path> own = Files.list(root.resolve("identity-service/src/main/resources/db/migration"))) {
            return Stream.concat(kit, own)
                    .sorted(Comparator.comparing(file -> Double.parseDouble(
                            file.getFileName().toString().replaceFirst("^V(\\d+)(_(\\d+))?__.*", "$1.$3"))))
                    .toList();
        }
    }

    @AfterEach
    void empty() throws SQLException {
        tamper("DELETE FROM audit_logs; DELETE FROM audit_heads");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void chains_that_many_write_at_once_are_verified() throws Exception {
        UUID other = UUID.randomUUID();
        List<Callable<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            UUID chain = writer % 2 == 0 ? organization : other;
            writers.add(() -> {
                write(chain, 25);
                return null;
            });
        }
        try (var pool = Executors.newFixedThreadPool(8)) {
            for (var done : pool.invokeAll(writers)) {
                done.get();
            }
        }

        Outcome outcome = verify();

        assertThat(outcome.good()).as(outcome.text()).isTrue();
        assertThat(outcome.text())
                .contains("organization " + organization + ": 100 entries verified")
                .contains("organization " + other + ": 100 entries verified")
                .contains("200 entries of 2 logs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "action = 'x'",
                "action = 'test.', resource_type = 'donetest'",
                "cause = 'rule:x'",
                "occurred_at = occurred_at + interval '1 microsecond'",
                "client_address = '203.0.113.8'",
                "request_id = NULL",
                "resource_id = ''",
                "old_values = '{}'",
                "new_values = (new_values::text || ' ')::json",
                "id = gen_random_uuid()",
                "user_id = (SELECT id FROM users WHERE id <> user_id)",
                "actor_digest = sha256('x')",
                "hash = sha256('x')",
                "previous_hash = sha256('x')",
                "tenant_id = gen_random_uuid()"
            })
    void an_entry_that_a_superuser_changed_is_named(String change) throws SQLException {
        write(organization, 5);
        UUID id = id(3);
        tamper("UPDATE audit_logs SET " + change + " WHERE tenant_id = '" + organization + "' AND sequence = 3");

        Outcome outcome = verify();

        assertThat(outcome.good()).isFalse();
        if (change.startsWith("tenant_id")) {
            assertThat(outcome.text())
                    .contains("entry 3 (id " + id + ") follows entry 0")
                    .contains("entry 4 (id");
        } else if (change.startsWith("id")) {
            assertThat(outcome.text()).contains("entry 3 (id " + id(3) + ")");
        } else {
            assertThat(outcome.text())
                    .contains("organization " + organization + ": 2 entries verified; TAMPERED WITH: entry 3 (id " + id
                            + ")");
        }
    }

    @Test
    void an_actor_put_where_nobody_acted_is_noticed() throws SQLException {
        write(organization, 2);
        tamper("UPDATE audit_logs SET user_id = '" + ACCOUNT + "', actor_salt = gen_random_uuid() WHERE sequence = 2");

        assertThat(verify().text()).contains("entry 2 (id " + id(2) + ") was changed: another account");
    }

    @Test
    void an_entry_with_a_new_hash_no_longer_fits_the_next() throws SQLException {
        write(organization, 5);
        tamper("UPDATE audit_logs SET action = 'x' WHERE sequence = 3;"
                + "UPDATE audit_logs l SET hash = audit_hash(l) WHERE sequence = 3");

        assertThat(verify().text()).contains("entry 4 (id " + id(4) + ") does not continue the one before it");
    }

    @Test
    void deleted_entries_are_missed() throws SQLException {
        write(organization, 5);
        tamper("DELETE FROM audit_logs WHERE sequence IN (2, 3)");
        assertThat(verify().text()).contains("entry 4 (id " + id(4) + ") follows entry 1");

        tamper("DELETE FROM audit_logs WHERE sequence > 1");
        assertThat(verify().text()).contains("entry 2 was deleted, and all after it: the log ended with entry 5");

        tamper("DELETE FROM audit_logs");
        assertThat(verify().text()).contains("entry 1 was deleted, and all after it");
    }

    @Test
    void an_inserted_entry_is_named_even_with_a_right_hash() throws SQLException {
        write(organization, 3);
        tamper(
                "INSERT INTO audit_logs SELECT tenant_id, 4, gen_random_uuid(), NULL, NULL, NULL, occurred_at, cause, NULL, NULL,"
                        + " 'x', 'x', NULL, NULL, NULL, hash, hash FROM audit_logs WHERE sequence = 3;"
                        + "UPDATE audit_logs l SET hash = audit_hash(l) WHERE sequence = 4");

        assertThat(verify().text()).contains("entry 4 (id " + id(4) + ") was inserted: the log ended with entry 3");
    }

    @Test
    void what_was_published_shows_a_log_that_was_rewritten_to_its_end() throws SQLException {
        EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.forTests(folder.resolve("kafka")));
        try (kafka) {
            kafka.createTopics(Topics.all());
            write(organization, 4);
            publish(kafka, 4);
            var published = PublishedAuditHeads.read(kafka.bootstrapServers());
            assertThat(published).isPresent();
            Outcome untouched = verify(published);
            assertThat(untouched.good()).as(untouched.text()).isTrue();
            assertThat(untouched.text()).contains("Compared with the heads that were published of 1 logs");

            tamper("UPDATE audit_logs SET action = 'x' WHERE sequence = 4;"
                    + "UPDATE audit_logs l SET hash = audit_hash(l) WHERE sequence = 4;"
                    + "UPDATE audit_heads h SET hash = l.hash FROM audit_logs l WHERE l.sequence = 4");
            assertThat(verify().good()).as("without Kafka it cannot be seen").isTrue();
            assertThat(verify(published).text())
                    .contains("entry 4 (id " + id(4) + ") is not the one that was published");

            tamper("DELETE FROM audit_logs WHERE sequence > 2;"
                    + "UPDATE audit_heads h SET sequence = 2, hash = l.hash FROM audit_logs l WHERE l.sequence = 2");
            assertThat(verify(published).text())
                    .contains("entry 3 was deleted, and all after it: entry 4 was published");

            tamper("DELETE FROM audit_logs; DELETE FROM audit_heads");
            assertThat(verify(published).text())
                    .contains("entry 1 was deleted, and all after it: entry 4 was published");
        }
        assertThat(PublishedAuditHeads.read("127.0.0.1:1")).isEmpty();
    }

    @Test
    void an_erased_actor_is_nothing_wrong() throws SQLException {
        write(organization, 3);
        try (Connection superuser = superuser()) {
            assertThat(superuser
                            .createStatement()
                            .executeUpdate("UPDATE audit_logs SET user_id = NULL WHERE user_id = '" + ACCOUNT + "'"))
                    .isPositive();
        }

        Outcome outcome = verify();
        assertThat(outcome.good()).as(outcome.text()).isTrue();
        assertThat(outcome.text()).contains("Kafka does not answer: NOT compared");
    }

    /** Odd ones by an account with values, even ones by nobody without. */
    private static void write(UUID organization, int entries) throws SQLException {
        try (Connection application = as("app")) {
            application.setAutoCommit(false);
            for (int entry = 1; entry <= entries; entry++) {
                application.createStatement().execute("SET LOCAL app.tenant_id = '" + organization + "'");
                try (PreparedStatement insert = application.prepareStatement(
                        "INSERT INTO audit_logs (tenant_id, id, user_id, occurred_at, cause, client_address, request_id, action,"
                                + " resource_type, resource_id, old_values, new_values) VALUES (?, gen_random_uuid(), ?,"
                                + " clock_timestamp(), 'person', ?::inet, ?, 'test.done', 'test', ?, ?::json, ?::json)")) {
                    boolean full = entry % 2 == 1;
                    insert.setObject(1, organization);
                    insert.setObject(2, full ? ACCOUNT : null);
                    insert.setString(3, full ? "2001:db8::7" : null);
                    insert.setString(4, full ? "request-" + entry : null);
                    insert.setString(5, full ? "Übergröße 🎫 " + entry : null);
                    insert.setString(6, full ? "{\"b\": 1,\n \"a\": \"ä\"}" : null);
                    insert.setString(7, full ? "{ }" : null);
                    insert.executeUpdate();
                }
                application.commit();
            }
        }
    }

    private void publish(EmbeddedKafka kafka, long sequence) throws SQLException {
        try (Connection superuser = superuser();
                ResultSet hash = superuser
                        .createStatement()
                        .executeQuery("SELECT hash FROM audit_logs WHERE sequence = " + sequence);
                var producer = new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            assertThat(hash.next()).isTrue();
            var event = new AuditExtended(
                    organization, sequence, HexFormat.of().formatHex(hash.getBytes(1)), Instant.EPOCH);
            producer.send(
                    new ProducerRecord<>(Topic.AUDIT.topicName(), organization.toString(), EventJson.write(event)));
        }
    }

    private UUID id(long sequence) throws SQLException {
        try (Connection superuser = superuser();
                ResultSet row = superuser
                        .createStatement()
                        .executeQuery("SELECT id FROM audit_logs WHERE tenant_id = '" + organization
                                + "' AND sequence = " + sequence)) {
            assertThat(row.next()).isTrue();
            return row.getObject(1, UUID.class);
        }
    }

    private static void tamper(String statements) throws SQLException {
        try (Connection superuser = superuser()) {
            superuser.createStatement().execute("SET session_replication_role = replica;" + statements);
        }
    }

    private static Outcome verify() throws SQLException {
        return verify(Optional.empty());
    }

    private static Outcome verify(Optional<Map<UUID, Map<Long, String>>> published) throws SQLException {
        var text = new ByteArrayOutputStream();
        try (Connection relay = as("relay")) {
            boolean good =
                    new AuditVerification(new PrintStream(text, true, StandardCharsets.UTF_8)).verify(relay, published);
            return new Outcome(good, text.toString(StandardCharsets.UTF_8));
        }
    }

    private static Connection superuser() throws SQLException {
        Connection connection = postgres.superuser(EmbeddedPostgres.DATABASE);
        connection.createStatement().execute("SET search_path = identity, public");
        return connection;
    }

    private static Connection as(String kind) throws SQLException {
        return postgres.connect(EmbeddedPostgres.DATABASE, "identity_" + kind, PASSWORD);
    }
}
