package io.steward.identity.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.events.CloudEventHeaders;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.account.ToldMembers;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class UserSettingsTest {
    private static final String PATH = "/api/v1/settings/me";

    private Person person;
    private String organization;
    private String token;

    @BeforeEach
    void somebody() {
        organization = People.organization();
        person = People.person(organization, "requester");
        token = People.token(person);
    }

    @Test
    void somebody_new_has_the_standard_settings() {
        People.with(token)
                .get(PATH)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"1\""))
                .body("theme", equalTo("light"))
                .body("language", equalTo("en"))
                .body("notificationsEnabled", equalTo(true))
                .body("size()", equalTo(3));
    }

    @Test
    void what_is_named_changes_and_all_else_stays() {
        patch(1, Map.of("theme", "dark"))
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("theme", equalTo("dark"))
                .body("language", equalTo("en"));
        patch(2, Map.of("language", "pt-BR", "notificationsEnabled", false)).statusCode(200);

        People.with(token)
                .get(PATH)
                .then()
                .header("ETag", equalTo("\"3\""))
                .body("theme", equalTo("dark"))
                .body("language", equalTo("pt-BR"))
                .body("notificationsEnabled", equalTo(false));
        assertThat(Database.rows("""
                        SELECT new_values::text FROM identity.audit_logs
                         WHERE user_id = ?::uuid AND action = 'settings.changed' ORDER BY sequence""", person.id()))
                .containsExactly(
                        List.of("{\"properties\":[\"theme\"]}"),
                        List.of("{\"properties\":[\"language\",\"notificationsEnabled\"]}"));
    }

    @Test
    void a_change_on_top_of_what_was_changed_since_is_refused() {
        patch(1, Map.of("theme", "dark")).statusCode(200);

        patch(1, Map.of("theme", "system")).statusCode(412).body("code", equalTo("precondition-failed"));
        People.with(token)
                .body(Map.of("theme", "system"))
                .patch(PATH)
                .then()
                .statusCode(428)
                .body("code", equalTo("precondition-required"));
        People.with(token).get(PATH).then().body("theme", equalTo("dark"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"colour\": \"red\"}                 | unknown-property | colour",
                "{\"theme\": \"pink\"}                 | invalid-value    | theme",
                "{\"theme\": null}                     | invalid-value    | theme",
                "{\"theme\": 1}                        | invalid-value    | theme",
                "{\"language\": \"e\"}                 | invalid-value    | language",
                "{\"language\": \"en_US\"}             | invalid-value    | language",
                "{\"language\": \"en-abcdefgh-ijkl\"}  | invalid-value    | language",
                "{\"language\": \"\"}                  | invalid-value    | language",
                "{\"notificationsEnabled\": \"yes\"}   | invalid-value    | notificationsEnabled",
                "{\"notificationsEnabled\": null}      | invalid-value    | notificationsEnabled",
                "[]                                    | malformed-json   |",
                "{                                     | malformed-json   |"
            })
    void what_is_no_setting_is_refused_and_named(String body, String code, String field) {
        People.with(token)
                .header("If-Match", "\"1\"")
                .body(body)
                .patch(PATH)
                .then()
                .statusCode(400)
                .body("code", equalTo(code))
                .body("field", equalTo(field));
        People.with(token).get(PATH).then().header("ETag", equalTo("\"1\""));
    }

    @Test
    void the_language_and_the_wish_for_mail_are_told_to_every_organization_and_the_theme_to_none() {
        String other = People.organization();
        Database.update(
                "INSERT INTO identity.organization_members (tenant_id, user_id, joined_at) VALUES (?::uuid, ?::uuid, now())",
                other,
                person.id());

        patch(1, Map.of("theme", "dark")).statusCode(200);
        patch(2, Map.of("language", "de")).statusCode(200);
        patch(3, Map.of("notificationsEnabled", false)).statusCode(200);

        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            Map<String, String> told = new HashMap<>();
            for (ConsumerRecord<String, byte[]> event :
                    ToldMembers.await(probe, UUID.fromString(person.id()), 5, organization, other)) {
                MemberSaved saved = EventProbe.read(event, MemberSaved.class);
                told.put(
                        sequence(event),
                        saved.organizationId() + " " + saved.language() + " " + saved.notificationsEnabled());
                assertThat(EventProbe.header(event, CloudEventHeaders.TENANT_ID))
                        .isEqualTo(saved.organizationId().toString());
            }
            assertThat(told).hasSize(5).containsEntry("1", organization + " en true");
            assertThat(List.of(told.get("2"), told.get("3")))
                    .containsExactlyInAnyOrder(organization + " de true", other + " de true");
            assertThat(List.of(told.get("4"), told.get("5")))
                    .containsExactlyInAnyOrder(organization + " de false", other + " de false");
        }
    }

    @Test
    void a_later_event_of_the_account_still_tells_the_wish() {
        patch(1, Map.of("notificationsEnabled", false)).statusCode(200);

        People.admin(organization)
                .header("If-Match", "\"2\"")
                .body(Map.of("roles", List.of("l1")))
                .put("/api/v1/users/{id}/roles", person.id())
                .then()
                .statusCode(200);

        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            MemberSaved saved = probe.await(
                    MemberSaved.class,
                    event -> event.userId().toString().equals(person.id())
                            && event.roles().contains("l1"));
            assertThat(saved.notificationsEnabled()).isFalse();
        }
    }

    @Test
    void a_key_reads_its_owners_settings_and_does_not_change_them() {
        Person agent = People.person(organization, "l1");
        String key = People.with(People.token(agent))
                .body(Map.of("name", "ci", "scopes", List.of("ticket:read"), "password", People.PASSWORD))
                .post("/api/v1/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");
        String exchanged = People.anonymous()
                .header("X-Steward-Gateway-Secret", IdentityServers.GATEWAY_SECRET)
                .body(Map.of("key", key))
                .post("/internal/v1/api-keys/exchange")
                .then()
                .statusCode(200)
                .extract()
                .path("accessToken");

        People.with(exchanged).get(PATH).then().statusCode(200);
        People.with(exchanged)
                .header("If-Match", "\"1\"")
                .body(Map.of("notificationsEnabled", false))
                .patch(PATH)
                .then()
                .statusCode(403)
                .body("code", equalTo("session-required"));
        People.anonymous().get(PATH).then().statusCode(401);
    }

    private ValidatableResponse patch(int version, Map<String, ?> changes) {
        return People.with(token)
                .header("If-Match", "\"" + version + "\"")
                .contentType("application/merge-patch+json")
                .body(io.vertx.core.json.Json.encode(changes))
                .patch(PATH)
                .then();
    }

    private static String sequence(ConsumerRecord<String, byte[]> event) {
        return EventProbe.header(event, CloudEventHeaders.SEQUENCE);
    }
}
