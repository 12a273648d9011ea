package io.steward.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No event without its papers, and none that tells what nobody must know. */
class CatalogTest {
    private static final Set<String> SECRET = Set.of(
            "password",
            "passwd",
            "pwd",
            "secret",
            "token",
            "credential",
            "credentials",
            "apikey",
            "hash",
            "salt",
            "otp",
            "pin",
            "cookie",
            "private",
            "signature");

    private static final Set<String> PERSONAL = Set.of(
            "email",
            "mail",
            "phone",
            "mobile",
            "ip",
            "address",
            "street",
            "birthday",
            "birth",
            "gender",
            "ssn",
            "iban",
            "firstname",
            "lastname",
            "surname",
            "username",
            "displayname",
            "fullname",
            "latitude",
            "longitude",
            "agent");

    /** Notification must have an address and a name to write to; no other event tells either. */
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "MemberSaved", Set.of("email", "username", "displayName"),
            // Says what the author is to the ticket, not which browser was used.
            "TicketCommented", Set.of("byAgent"));

    record Leaky(
            UUID ticketId, String apiKey, String clientIp, String refreshToken, String email, Instant recipientAt) {}

    static Stream<Class<? extends DomainEvent>> events() {
        return EventCatalog.types().values().stream();
    }

    @Test
    void every_type_has_a_schema_a_sample_and_a_released_baseline_and_no_other_has() {
        List<String> types = EventCatalog.types().keySet().stream().sorted().toList();

        assertThat(types).isNotEmpty();
        assertThat(EventSchemas.names(EventSchemas.COMMITTED)).as("schemas").containsExactlyElementsOf(types);
        assertThat(EventSchemas.names(EventSchemas.RELEASED)).as("released").containsExactlyElementsOf(types);
        assertThat(EventSchemas.names(EventSchemas.SAMPLES)).as("samples").containsExactlyElementsOf(types);
        assertThat(types).allSatisfy(type -> assertThat(EventSchemas.names(EventSchemas.SAMPLES.resolve(type)))
                .as("samples of %s, numbered from 1", type)
                .startsWith("1"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void every_event_has_a_description_a_name_in_the_past_and_a_type_of_its_topic(Class<? extends DomainEvent> event) {
        String type = EventCatalog.typeOf(event);

        assertThat(event.getAnnotation(Description.class)).isNotNull();
        assertThat(event.getSimpleName()).matches("\\w+(ed|Set)");
        assertThat(type).matches("steward\\.[a-z]+\\.[a-z_]+\\.v\\d+");
        assertThat(Topic.of(event).topicName()).startsWith(type.substring(0, type.indexOf('.', 8) + 1));
    }

    @ParameterizedTest
    @MethodSource("events")
    void no_event_tells_a_secret_or_of_a_person_more_than_a_consumer_must_have(Class<? extends DomainEvent> event) {
        assertThat(suspicious(event)).isEmpty();
    }

    @Test
    void a_component_that_smells_of_a_secret_or_of_a_person_is_noticed() {
        assertThat(suspicious(Leaky.class)).containsExactly("apiKey", "clientIp", "refreshToken", "email");
    }

    private static List<String> suspicious(Class<?> event) {
        Set<String> allowed = ALLOWED.getOrDefault(event.getSimpleName(), Set.of());
        return Arrays.stream(event.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !allowed.contains(name))
                .filter(CatalogTest::smells)
                .toList();
    }

    /** By the words of a camelCase name, and by the whole: {@code recipientId} has no {@code ip} in it. */
    private static boolean smells(String name) {
        return Stream.concat(Stream.of(name), Arrays.stream(name.split("(?=[A-Z])")))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .anyMatch(word -> SECRET.contains(word) || PERSONAL.contains(word));
    }
}
