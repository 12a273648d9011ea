package io.steward.identity.oauth;

import static io.steward.identity.oauth.TokenEndpoint.ask;
import static io.steward.identity.oauth.TokenEndpoint.claims;
import static io.steward.identity.oauth.TokenEndpoint.granted;
import static io.steward.identity.oauth.TokenEndpoint.permissions;
import static io.steward.identity.oauth.TokenEndpoint.refresh;
import static io.steward.identity.oauth.TokenEndpoint.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.oauth.TokenEndpoint.Client;
import io.steward.identity.session.Logins;
import io.steward.testkit.Database;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class RefreshGrantTest {
    @Inject
    SettableClock clock;

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void a_refresh_token_gives_tokens_of_the_same_session_here_and_there() {
        Person person = person();
        Logins first = Logins.of(person);

        JsonObject second = granted(refresh(first.refreshToken()));

        assertThat(second.fieldNames())
                .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "refresh_token");
        assertThat(second.getLong("expires_in")).isEqualTo(600);
        assertThat(second.getString("refresh_token")).isNotEqualTo(first.refreshToken());
        JsonObject claims = claims(second);
        assertThat(claims.getString("sid")).isEqualTo(first.session());
        assertThat(claims.getString("sub")).isEqualTo(person.id());
        assertThat(claims.getJsonArray("perms")).isEqualTo(first.claims().getJsonArray("perms"));
        People.with(second.getString("access_token")).get("/api/v1/me").then().statusCode(200);
        Logins third =
                Logins.of(Logins.refresh(second.getString("refresh_token")).statusCode(200));
        granted(refresh(third.refreshToken()));
    }

    @Test
    void a_used_token_seen_again_ends_the_session_as_at_the_other_operation() {
        Instant start = clock.instant();
        Logins first = Logins.of(person());
        clock.set(start);
        JsonObject second = granted(refresh(first.refreshToken()));

        clock.set(start.plusSeconds(10));
        refused(refresh(first.refreshToken()), 400, "invalid_grant");

        refused(refresh(second.getString("refresh_token")), 400, "invalid_grant");
        assertThat(endReason(first)).isEqualTo("TOKEN_REUSED");
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.audit_logs WHERE action = 'session.token-reused' AND resource_id = ?",
                        first.session()))
                .isEqualTo(1L);
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.security_notices WHERE user_id = ?::uuid AND kind = 'REFRESH_TOKEN_REUSED'",
                        first.claims().getString("sub")))
                .isEqualTo(1L);
    }

    @Test
    void whoever_repeats_it_for_want_of_an_answer_gets_one() {
        Instant start = clock.instant();
        Logins first = Logins.of(person());
        clock.set(start);
        JsonObject lost = granted(refresh(first.refreshToken()));

        clock.set(start.plusSeconds(10).minusMillis(1));
        JsonObject second = granted(refresh(first.refreshToken()));

        assertThat(second.getString("refresh_token")).isEqualTo(lost.getString("refresh_token"));
        granted(refresh(second.getString("refresh_token")));
        refused(refresh(first.refreshToken()), 400, "invalid_grant");
    }

    @Test
    void fifty_at_once_get_the_same_successor() throws Exception {
        clock.set(clock.instant());
        Logins first = Logins.of(person());

        List<Response> answers = atOnce(first.refreshToken());

        List<String> given = answers.stream()
                .map(answer -> granted(answer).getString("refresh_token"))
                .toList();
        assertThat(given).hasSize(50).containsOnly(given.getFirst());
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.refresh_tokens WHERE session_id = ?::uuid AND used_at IS NULL AND revoked_at IS NULL",
                        first.session()))
                .isEqualTo(1L);
    }

    @Test
    void of_fifty_at_once_with_a_token_of_some_time_ago_none_gets_anything() throws Exception {
        Instant start = clock.instant();
        Logins first = Logins.of(person());
        clock.set(start);
        granted(refresh(first.refreshToken()));
        clock.set(start.plusSeconds(10));

        for (Response answer : atOnce(first.refreshToken())) {
            refused(answer, 400, "invalid_grant");
        }
        assertThat(endReason(first)).isEqualTo("TOKEN_REUSED");
    }

    private static List<Response> atOnce(String token) throws Exception {
        List<Response> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(50)) {
            List<Future<Response>> calls = new ArrayList<>();
            for (int client = 0; client < 50; client++) {
                calls.add(clients.submit(() -> refresh(token)));
            }
            for (Future<Response> call : calls) {
                answers.add(call.get());
            }
        }
        return answers;
    }

    @Test
    void sessions_and_accounts_that_are_over_give_nothing() {
        Instant start = clock.instant();
        Logins idle = Logins.of(person());
        Person disabled = person();
        Logins disabledOnes = Logins.of(disabled);
        Logins ended = Logins.of(person());
        People.with(ended.accessToken()).post("/api/v1/auth/logout").then().statusCode(204);
        Database.update("UPDATE identity.users SET status = 'DISABLED' WHERE id = ?::uuid", disabled.id());

        refused(refresh(disabledOnes.refreshToken()), 400, "invalid_grant");
        refused(refresh(ended.refreshToken()), 400, "invalid_grant");
        refused(refresh("unknown"), 400, "invalid_grant");
        refused(refresh("x".repeat(5000)), 400, "invalid_grant");
        clock.set(start.plus(Duration.ofDays(8)));
        refused(refresh(idle.refreshToken()), 400, "invalid_grant");
        assertThat(endReason(idle)).isEqualTo("IDLE");
    }

    @Test
    void a_scope_makes_the_access_token_less_and_the_refresh_token_not() {
        Logins first = Logins.of(person());
        List<?> all = first.claims().getJsonArray("perms").getList();
        assertThat(all.contains("ticket:read") && all.contains("ticket:comment"))
                .as("%s", all)
                .isTrue();

        JsonObject less =
                granted(ask("grant_type=refresh_token&scope=ticket:read&refresh_token=" + first.refreshToken()));

        assertThat(permissions(less)).isEqualTo(List.of("ticket:read"));
        assertThat(less.containsKey("scope")).isFalse();
        assertThat(permissions(granted(refresh(less.getString("refresh_token")))))
                .isEqualTo(all);
    }

    @Test
    void a_scope_that_is_more_is_refused_and_uses_no_token_up() {
        Logins first = Logins.of(person());

        for (String more :
                List.of("ticket:read+user:delete", "installation:admin", "ticket:read++ticket:comment", "%22")) {
            refused(
                    ask("grant_type=refresh_token&scope=" + more + "&refresh_token=" + first.refreshToken()),
                    400,
                    "invalid_scope");
        }
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.refresh_tokens WHERE session_id = ?::uuid", first.session()))
                .isEqualTo(1L);
        granted(refresh(first.refreshToken()));
    }

    @Test
    void a_client_that_authenticates_gets_no_sessions_tokens_and_one_that_only_names_itself_does() {
        Person person = person();
        Client client = Client.of(person, "ticket:read");
        Logins first = Logins.of(person);
        String form = "grant_type=refresh_token&refresh_token=" + first.refreshToken();

        refused(ask(form, client.basic()), 400, "unauthorized_client");
        refused(ask(form + client.posted()), 400, "unauthorized_client");
        refused(ask(form, TokenEndpoint.basic(client.id() + ":")), 401, "invalid_client");
        refused(ask(form + "&client_id=app&client_secret=guess"), 401, "invalid_client");
        granted(ask(form + "&client_id=app"));
    }

    @Test
    void a_stale_token_beside_it_bars_nobody() {
        Logins first = Logins.of(person());
        JsonObject second = granted(
                ask("grant_type=refresh_token&refresh_token=" + first.refreshToken(), "Bearer " + "stale.token.here"));
        granted(ask(
                "grant_type=refresh_token&refresh_token=" + second.getString("refresh_token"),
                "Bearer " + second.getString("access_token")));
    }

    private static Person person() {
        return People.person(People.organization(), "l1");
    }

    private static Object endReason(Logins login) {
        return Database.value("SELECT end_reason FROM identity.user_sessions WHERE id = ?::uuid", login.session());
    }
}
