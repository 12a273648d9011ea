package io.steward.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every record against its committed schema, and every sample of a past payload against both. */
class SchemaTest {
    private static final String REGENERATE =
            "Write the schemas anew: ./mvnw -pl platform/event-contracts test -Dtest=SchemaTest -Dsteward.schemas.write=true";

    /** A record as somebody might edit it. */
    @Description("An edited event.")
    record Edited(
            UUID ticketId,
            @Nullable String title,
            @Description("Newly thought of.") Instant thoughtAt) {}

    @BeforeAll
    static void regenerate() {
        if (Boolean.getBoolean("steward.schemas.write")) {
            EventSchemas.main(new String[0]);
        }
    }

    static Stream<String> types() {
        return EventCatalog.types().keySet().stream();
    }

    static Stream<Path> samples() {
        return EventSchemas.names(EventSchemas.SAMPLES)
                .flatMap(type -> EventSchemas.names(EventSchemas.SAMPLES.resolve(type))
                        .map(version -> EventSchemas.SAMPLES.resolve(type).resolve(version + ".json")));
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_record_is_what_its_schema_says(String type) {
        JsonNode committed = EventSchemas.read(EventSchemas.COMMITTED.resolve(type + ".json"));

        assertThat(EventSchemas.of(EventCatalog.types().get(type)))
                .as("%s is not what its committed schema says. %s", type, REGENERATE)
                .isEqualTo(committed);
    }

    @Test
    void a_schema_tells_types_formats_descriptions_and_what_is_always_there() throws IOException {
        assertThat(EventSchemas.of(Edited.class)).isEqualTo(EventSchemas.JSON.readTree("""
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "description": "An edited event.", "type": "object",
                 "properties": {
                   "ticketId": {"type": "string", "format": "uuid", "description": "The ticket."},
                   "title": {"type": "string", "description": "The title, as people wrote it."},
                   "thoughtAt": {"type": "string", "format": "date-time", "description": "Newly thought of."}},
                 "required": ["ticketId", "thoughtAt"]}
                """));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_sample_of_any_past_version_is_valid_and_read_without_a_loss(Path sample) throws IOException {
        JsonNode payload = EventSchemas.read(sample);
        String type = sample.getParent().getFileName().toString();

        assertThat(schema(type).validate(payload)).isEmpty();
        DomainEvent event = EventJson.read(
                Files.readAllBytes(sample), EventCatalog.find(type).orElseThrow());
        assertThat(EventSchemas.JSON.readTree(EventJson.write(event))).isEqualTo(payload);
        assertThat(event.aggregateId()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_payload_without_what_is_optional_is_valid_and_without_anything_else_is_not(Path sample) throws IOException {
        String type = sample.getParent().getFileName().toString();
        JsonSchema schema = schema(type);
        ObjectNode least = (ObjectNode) EventSchemas.read(sample);
        var required = EventSchemas.JSON.convertValue(
                EventSchemas.read(EventSchemas.COMMITTED.resolve(type + ".json"))
                        .get("required"),
                String[].class);
        least.retain(required);

        assertThat(schema.validate(least)).isEmpty();
        DomainEvent event = EventJson.read(
                EventSchemas.JSON.writeValueAsBytes(least),
                EventCatalog.find(type).orElseThrow());
        assertThat(EventSchemas.JSON.readTree(EventJson.write(event))).isEqualTo(least);
        for (String property : required) {
            assertThat(schema.validate(least.deepCopy().without(property)))
                    .as(property)
                    .isNotEmpty();
        }
    }

    @Test
    void a_payload_of_a_newer_version_is_read() throws IOException {
        byte[] newer = """
                {"sessionId": "0197f0d2-3c4b-7a10-8000-0000000000a1", "revokedAt": "2026-03-02T09:00:00Z",
                 "expiresAt": "2026-03-02T09:10:00Z", "addedLater": {"a": [1]}}
                """.getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertThat(EventJson.read(newer, RevocationEvent.SessionRevoked.class).revokedAt())
                .isEqualTo(Instant.parse("2026-03-02T09:00:00Z"));
        assertThat(schema("steward.identity.session_revoked.v1").validate(EventSchemas.JSON.readTree(newer)))
                .isEmpty();
    }

    static JsonSchema schema(String type) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        EventSchemas.read(EventSchemas.COMMITTED.resolve(type + ".json")),
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }
}
