package io.steward.identity.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.session.Logins;
import io.steward.testkit.Database;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class AdminSettingsTest {
    private static final String PATH = "/api/v1/settings/admin";
    private static final String IDLE = "session.idle-limit";
    private static final String ABSOLUTE = "session.absolute-limit";

    @Inject
    SettableClock clock;

    private String organization;
    private String admin;

    @BeforeEach
    void organization() {
        organization = People.organization();
        admin = People.token(People.person(organization, "admin"));
    }

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void what_is_not_set_is_as_the_installation_has_it() {
        People.with(admin)
                .get(PATH)
                .then()
                .statusCode(200)
                .body("items.key", hasItems(IDLE, ABSOLUTE))
                .body("items.find { it.key == 'session.idle-limit' }.value", equalTo("PT168H"))
                .body("items.find { it.key == 'session.idle-limit' }.set", equalTo(false));
        People.with(admin)
                .get(PATH + "/" + ABSOLUTE)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"0\""))
                .body("value", equalTo("PT2160H"))
                .body("type", equalTo("duration"))
                .body("updatedAt", nullValue());
    }

    @Test
    void a_value_is_set_and_taken_away_and_the_audit_log_has_both() {
        put(IDLE, 0, "PT8H")
                .statusCode(200)
                .header("ETag", equalTo("\"1\""))
                .body("value", equalTo("PT8H"))
                .body("standard", equalTo("PT168H"))
                .body("set", equalTo(true));
        put(IDLE, 0, "PT9H").statusCode(412);
        put(IDLE, 1, null).statusCode(200).body("value", equalTo("PT168H")).body("set", equalTo(false));
        put(IDLE, 0, "PT9H").statusCode(412);
        put(IDLE, 2, "PT9H").statusCode(200);

        assertThat(Database.rows("""
                        SELECT resource_id, old_values::text, new_values::text FROM identity.audit_logs
                         WHERE tenant_id = ?::uuid AND action = 'setting.changed' ORDER BY sequence""", organization))
                .containsExactly(
                        List.of(IDLE, "{\"value\":null}", "{\"value\":\"PT8H\"}"),
                        List.of(IDLE, "{\"value\":\"PT8H\"}", "{\"value\":null}"),
                        List.of(IDLE, "{\"value\":null}", "{\"value\":\"PT9H\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"value\": 8}                          | 400 | invalid-value",
                "{\"value\": \"8 hours\"}                | 400 | invalid-value",
                "{\"value\": {\"hours\": 8}}             | 400 | invalid-value",
                "{}                                      | 400 | invalid-value",
                "{\"value\": \"PT8H\", \"unit\": \"h\"}  | 400 | unknown-property",
                "{\"value\": \"PT19M\"}                  | 422 | setting-out-of-range",
                "{\"value\": \"PT-8H\"}                  | 422 | setting-out-of-range",
                "{\"value\": \"PT168H1S\"}               | 422 | setting-out-of-range"
            })
    void a_value_that_the_setting_does_not_take_is_refused(String body, int status, String code) {
        People.with(admin)
                .header("If-Match", "\"0\"")
                .body(body)
                .put(PATH + "/" + IDLE)
                .then()
                .statusCode(status)
                .body("code", equalTo(code));
    }

    @Test
    void a_key_that_nothing_reads_is_not_there() {
        put("session.colour", 0, "PT8H")
                .statusCode(404)
                .body("code", equalTo("unknown-setting"))
                .body("known", hasItems(IDLE, ABSOLUTE));
        People.with(admin).get(PATH + "/session.colour").then().statusCode(404);
    }

    @Test
    void only_who_may_sees_and_changes_them_and_nobody_another_organizations() {
        String requester = People.token(People.person(organization, "requester"));
        People.with(requester).get(PATH).then().statusCode(403);
        People.with(requester).get(PATH + "/" + IDLE).then().statusCode(403);
        People.with(requester)
                .header("If-Match", "\"0\"")
                .body(Map.of("value", "PT8H"))
                .put(PATH + "/" + IDLE)
                .then()
                .statusCode(403);

        put(IDLE, 0, "PT8H").statusCode(200);
        String stranger = People.token(People.person(People.organization(), "admin"));
        People.with(stranger)
                .get(PATH + "/" + IDLE)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"0\""))
                .body("value", equalTo("PT168H"));
        People.with(stranger)
                .header("X-Organization-Id", organization)
                .get(PATH + "/" + IDLE)
                .then()
                .statusCode(403);
    }

    @Test
    void a_session_that_was_idle_for_longer_than_the_organization_allows_ends_at_the_refresh() {
        Logins login = Logins.of(People.person(organization, "l1"));
        Instant start = clock.instant();
        put(IDLE, 0, "PT1H").statusCode(200);

        clock.set(start.plus(Duration.ofMinutes(59)));
        Logins fresh = Logins.of(login.refresh().statusCode(200));
        clock.set(start.plus(Duration.ofMinutes(120)));
        fresh.refresh().statusCode(401).body("code", equalTo("refresh-token-invalid"));

        assertThat(Database.value("SELECT end_reason FROM identity.user_sessions WHERE id = ?::uuid", login.session()))
                .isEqualTo("IDLE");
    }

    @Test
    void a_session_lives_no_longer_than_the_organization_allows_however_busy() {
        Person person = People.person(organization, "l1");
        Logins login = Logins.of(person);
        Instant start = clock.instant();
        put(ABSOLUTE, 0, "PT1H").statusCode(200);

        People.with(login.accessToken())
                .get("/api/v1/sessions")
                .then()
                .body("items.size()", equalTo(1))
                .body(
                        "items[0].expiresAt",
                        org.hamcrest.Matchers.lessThan(
                                start.plus(Duration.ofMinutes(61)).toString()));
        clock.set(start.plus(Duration.ofMinutes(58)));
        Logins fresh = Logins.of(login.refresh().statusCode(200));
        clock.set(start.plus(Duration.ofMinutes(61)));
        fresh.refresh().statusCode(401);
        People.with(Logins.of(person).accessToken())
                .get("/api/v1/sessions")
                .then()
                .body("items.size()", equalTo(1));
    }

    @Test
    void the_limits_of_one_organization_are_not_anothers_until_the_session_acts_there() {
        put(ABSOLUTE, 0, "PT1H").statusCode(200);
        String other = People.organization();
        Person person = People.person(other, "l1");
        Database.update(
                "INSERT INTO identity.organization_members (tenant_id, user_id, joined_at) VALUES (?::uuid, ?::uuid, now())",
                organization,
                person.id());
        Logins login = Logins.of(person);
        clock.set(clock.instant().plus(Duration.ofMinutes(61)));

        Logins fresh = Logins.of(login.refresh().statusCode(200));

        People.with(fresh.accessToken())
                .body(Map.of("organizationId", organization))
                .post("/api/v1/auth/organization")
                .then()
                .statusCode(401)
                .body("code", equalTo("session-ended"));
    }

    private ValidatableResponse put(String key, int version, String value) {
        return People.with(admin)
                .header("If-Match", "\"" + version + "\"")
                .body(value == null ? "{\"value\": null}" : "{\"value\": \"" + value + "\"}")
                .put(PATH + "/" + key)
                .then();
    }
}
