package io.steward.identity.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class SessionListTest {
    @Inject
    SettableClock clock;

    private final Instant start = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MICROS);

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void an_account_sees_its_own_sessions_newest_activity_first() {
        String organization = People.organization();
        Person person = People.person(organization, "requester");
        Logins.of(People.person(organization, "requester"));
        clock.set(start);
        Logins phone = Logins.of(People.anonymous()
                .header("User-Agent", "Phone")
                .header("X-Forwarded-For", "198.51.100.7")
                .body(Map.of("email", person.email(), "password", People.PASSWORD))
                .post("/api/v1/auth/login")
                .then());
        clock.set(start.plusSeconds(1));
        Logins desk = Logins.of(person);
        clock.set(start.plusSeconds(2));
        phone.refresh().statusCode(200);

        People.with(desk.accessToken())
                .get("/api/v1/sessions")
                .then()
                .statusCode(200)
                .body("items.id", contains(phone.session(), desk.session()))
                .body("items.current", contains(false, true))
                .body("items[0].device", equalTo("Phone"))
                .body("items[0].ipAddress", equalTo("198.51.100.7"))
                .body("items[0].createdAt", equalTo(start.toString()))
                .body("items[0].lastActivityAt", equalTo(start.plusSeconds(2).toString()))
                .body(
                        "items[0].expiresAt",
                        equalTo(start.plus(Duration.ofDays(90)).toString()))
                .body("items[0].organizationId", equalTo(organization))
                .body("nextCursor", nullValue());
        String cursor = People.with(desk.accessToken())
                .get("/api/v1/sessions?limit=1")
                .then()
                .body("items.id", contains(phone.session()))
                .body("nextCursor", notNullValue())
                .extract()
                .path("nextCursor");
        People.with(desk.accessToken())
                .queryParam("cursor", cursor)
                .get("/api/v1/sessions?limit=1")
                .then()
                .body("items.id", contains(desk.session()))
                .body("nextCursor", nullValue());
    }

    @Test
    void a_session_that_is_ended_is_told_once_and_gives_nothing_any_more() {
        Person person = person();
        Logins ended = Logins.of(person);
        Logins other = Logins.of(person);

        end(other, ended.session()).statusCode(204);
        end(other, ended.session()).statusCode(204);

        assertThat(revocations(ended)).isEqualTo(1);
        assertThat(reason(ended)).isEqualTo("ENDED_BY_OWNER");
        ended.refresh().statusCode(401).body("code", equalTo("refresh-token-invalid"));
        listed(other).body("items.id", contains(other.session()));
        other.refresh().statusCode(200);
    }

    @Test
    void somebody_elses_session_is_not_there() {
        String organization = People.organization();
        Logins own = Logins.of(People.person(organization, "admin"));
        Logins others = Logins.of(People.person(organization, "requester"));

        for (String id : List.of(others.session(), UUID.randomUUID().toString(), "nonsense")) {
            end(own, id).statusCode(404).body("code", equalTo("not-found"));
        }
        others.refresh().statusCode(200);
        assertThat(reason(others)).isNull();
        People.anonymous().get("/api/v1/sessions").then().statusCode(401);
        People.anonymous()
                .delete("/api/v1/sessions/{id}", others.session())
                .then()
                .statusCode(401);
        People.anonymous().delete("/api/v1/sessions").then().statusCode(401);
    }

    @Test
    void all_sessions_of_an_account_end_at_once_and_nobody_elses() {
        Person person = person();
        Logins bystander = Logins.of(person());
        List<Logins> all = List.of(Logins.of(person), Logins.of(person), Logins.of(person));

        People.with(all.getFirst().accessToken())
                .delete("/api/v1/sessions")
                .then()
                .statusCode(204);

        for (Logins one : all) {
            one.refresh().statusCode(401);
            assertThat(revocations(one)).isEqualTo(1);
        }
        bystander.refresh().statusCode(200);
    }

    @Test
    void a_refresh_that_meets_the_end_of_its_session_leaves_nothing_valid() throws Exception {
        Person person = person();
        List<Logins> sessions = new ArrayList<>();
        for (int session = 0; session < 8; session++) {
            sessions.add(Logins.of(person));
        }
        List<Callable<String>> calls = new ArrayList<>();
        for (Logins session : sessions) {
            calls.add(() -> session.refresh().extract().path("refreshToken"));
            calls.add(() -> session.refresh().extract().path("refreshToken"));
            calls.add(() -> {
                end(session, session.session()).statusCode(204);
                return null;
            });
        }
        calls.add(calls.size() / 2, () -> {
            People.with(sessions.getFirst().accessToken())
                    .delete("/api/v1/sessions")
                    .then()
                    .statusCode(204);
            return null;
        });
        List<String> given;

        try (ExecutorService clients = Executors.newFixedThreadPool(calls.size())) {
            given = clients.invokeAll(calls).stream()
                    .map(Future::resultNow)
                    .filter(Objects::nonNull)
                    .toList();
        }

        given.forEach(token -> Logins.refresh(token).statusCode(401));
        assertThat(Database.value("""
                SELECT count(*) FROM identity.refresh_tokens t JOIN identity.user_sessions s ON s.id = t.session_id
                 WHERE t.user_id = ?::uuid AND (s.ended_at IS NULL OR t.used_at IS NULL AND t.revoked_at IS NULL)
                """, person.id())).isEqualTo(0L);
        sessions.forEach(session -> assertThat(revocations(session)).isEqualTo(1));
    }

    @Test
    void a_session_that_was_idle_for_too_long_ends_at_its_next_refresh() {
        Person person = person();
        clock.set(start);
        Logins idle = Logins.of(person);
        Logins busy = Logins.of(person);

        clock.set(start.plus(Duration.ofDays(7)).minusMillis(1));
        Logins busyStill = Logins.of(busy.refresh().statusCode(200));
        Logins fresh = Logins.of(person);
        listed(fresh).body("items", hasSize(3));

        clock.set(start.plus(Duration.ofDays(7)));
        Logins now = Logins.of(person);
        listed(now).body("items.id", org.hamcrest.Matchers.not(org.hamcrest.Matchers.hasItem(idle.session())));
        idle.refresh().statusCode(401).body("code", equalTo("refresh-token-invalid"));
        assertThat(reason(idle)).isEqualTo("IDLE");
        busyStill.refresh().statusCode(200);
        clock.release();
        assertThat(revocations(idle)).isEqualTo(1);
    }

    @Test
    void what_a_device_says_of_itself_is_cut_between_characters() {
        assertThat(new SessionService.Origin("😀".repeat(256), null).device()).isEqualTo("😀".repeat(255));
        assertThat(new SessionService.Origin("x".repeat(255), null).device()).hasSize(255);
        assertThat(new SessionService.Origin(null, null).device()).isNull();
    }

    @Test
    void a_session_moves_to_another_organization_of_the_account_and_goes_on_there() {
        String home = People.organization();
        String second = People.organization();
        Person person = People.person(home, "requester");
        join(person, second, "l1");
        Logins before = Logins.of(person);

        Logins after = Logins.of(switchTo(before, second).statusCode(200));

        assertThat(after.session()).isEqualTo(before.session());
        assertThat(after.claims().getString("org")).isEqualTo(second);
        assertThat(after.claims().getJsonArray("perms")).contains("ticket:read-all");
        assertThat(before.claims().getString("org")).isEqualTo(home);
        People.with(before.accessToken()).get("/api/v1/me").then().body("organizationId", equalTo(home));
        People.with(after.accessToken())
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("organizationId", equalTo(second))
                .body("roles", contains("l1"));
        listed(after).body("items.organizationId", contains(second));
        Logins refreshed = Logins.of(after.refresh().statusCode(200));
        assertThat(refreshed.claims().getString("org")).isEqualTo(second);
        // The token from before is used up, as by a refresh.
        before.refresh().statusCode(401);
        refreshed.refresh().statusCode(401);
    }

    @Test
    void whoever_missed_the_answer_to_a_switch_gets_one_by_his_old_token() {
        clock.set(start);
        Person person = person();
        String second = People.organization();
        join(person, second, "l1");
        Logins before = Logins.of(person);
        switchTo(before, second).statusCode(200);

        Logins again = Logins.of(before.refresh().statusCode(200));

        assertThat(again.claims().getString("org")).isEqualTo(second);
    }

    @Test
    void a_session_moves_nowhere_else() {
        Person person = person();
        Logins own = Logins.of(person);
        String foreign = People.organization();

        for (String id : List.of(foreign, UUID.randomUUID().toString())) {
            switchTo(own, id).statusCode(404).body("code", equalTo("not-found"));
        }
        switchTo(own, "acme").statusCode(400).body("code", equalTo("invalid-value"));
        People.with(own.accessToken())
                .body("{}")
                .post("/api/v1/auth/organization")
                .then()
                .statusCode(400)
                .body("code", equalTo("validation-failed"));
        People.anonymous()
                .body(Map.of("organizationId", foreign))
                .post("/api/v1/auth/organization")
                .then()
                .statusCode(401);
        join(person, foreign, "l1");
        Database.update(
                "UPDATE identity.organization_members SET active = false WHERE tenant_id = ?::uuid AND user_id = ?::uuid",
                foreign,
                person.id());
        switchTo(own, foreign).statusCode(404);
        own.refresh().statusCode(200);
    }

    @Test
    void an_ended_session_moves_nowhere() {
        Person person = person();
        String second = People.organization();
        join(person, second, "l1");
        Logins own = Logins.of(person);
        end(own, own.session()).statusCode(204);

        switchTo(own, second).statusCode(401).body("code", equalTo("session-ended"));
    }

    private static io.restassured.response.ValidatableResponse switchTo(Logins session, String organization) {
        return People.with(session.accessToken())
                .body(Map.of("organizationId", organization))
                .post("/api/v1/auth/organization")
                .then();
    }

    private static io.restassured.response.ValidatableResponse end(Logins by, String session) {
        return People.with(by.accessToken())
                .delete("/api/v1/sessions/{id}", session)
                .then();
    }

    private static io.restassured.response.ValidatableResponse listed(Logins by) {
        return People.with(by.accessToken()).get("/api/v1/sessions").then().statusCode(200);
    }

    private static void join(Person person, String organization, String role) {
        Database.update(
                "INSERT INTO identity.organization_members (tenant_id, user_id, joined_at) VALUES (?::uuid, ?::uuid, now())",
                organization,
                person.id());
        Database.update("""
                INSERT INTO identity.user_roles (tenant_id, user_id, role_id)
                SELECT tenant_id, ?::uuid, id FROM identity.roles WHERE tenant_id = ?::uuid AND name = ?
                """, person.id(), organization, role);
    }

    private static Person person() {
        return People.person(People.organization(), "requester");
    }

    private static Object reason(Logins session) {
        return Database.value("SELECT end_reason FROM identity.user_sessions WHERE id = ?::uuid", session.session());
    }

    private static int revocations(Logins session) {
        try (EventProbe probe = EventProbe.on(Topic.REVOCATIONS)) {
            probe.await(message -> session.session().equals(message.key()));
            return probe.all(session.session(), Duration.ofMillis(300)).size();
        }
    }
}
