package io.steward.identity.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.arc.ClientProxy;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.steward.events.CloudEventHeaders;
import io.steward.events.RevocationEvent.SessionRevoked;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.kit.time.Ids;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class SessionTest {
    @Inject
    SettableClock clock;

    @Inject
    AccessTokens accessTokens;

    @Inject
    TokenConfig config;

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void a_refresh_token_gives_new_tokens_of_the_same_session() {
        Map<String, String> first = login(person());

        Map<String, String> second =
                refresh(first.get("refreshToken")).statusCode(200).extract().path("$");

        assertThat(second.get("refreshToken")).isNotEqualTo(first.get("refreshToken"));
        assertThat(session(second)).isEqualTo(session(first));
        People.with(second.get("accessToken")).get("/api/v1/me").then().statusCode(200);
        refresh(second.get("refreshToken")).statusCode(200);
    }

    @Test
    void a_used_refresh_token_seen_again_ends_the_family_and_the_session() {
        Instant start = clock.instant();
        Map<String, String> first = login(person());
        clock.set(start);
        Map<String, String> second =
                refresh(first.get("refreshToken")).statusCode(200).extract().path("$");

        clock.set(start.plusSeconds(10));
        refresh(first.get("refreshToken")).statusCode(401).body("code", equalTo("refresh-token-invalid"));

        refresh(second.get("refreshToken")).statusCode(401).body("code", equalTo("refresh-token-invalid"));
        refresh(first.get("refreshToken")).statusCode(401);
        assertThat(revocations(session(first))).hasSize(1);
        assertThat(Database.value("SELECT end_reason FROM identity.user_sessions WHERE id = ?::uuid", session(first)))
                .isEqualTo("TOKEN_REUSED");
    }

    @Test
    void whoever_repeats_a_refresh_for_want_of_an_answer_gets_one() {
        Instant start = clock.instant();
        Map<String, String> first = login(person());
        clock.set(start);
        Map<String, String> lost =
                refresh(first.get("refreshToken")).statusCode(200).extract().path("$");

        clock.set(start.plusSeconds(10).minusMillis(1));
        Map<String, String> second =
                refresh(first.get("refreshToken")).statusCode(200).extract().path("$");
        assertThat(second.get("refreshToken")).isEqualTo(lost.get("refreshToken"));
        assertThat(second.get("accessToken")).isNotEqualTo(lost.get("accessToken"));
        assertThat(session(second)).isEqualTo(session(first));

        refresh(second.get("refreshToken")).statusCode(200);
        // Its successor was used: now it is in two hands.
        refresh(first.get("refreshToken")).statusCode(401);
        assertThat(revocations(session(first))).hasSize(1);
    }

    @Test
    void a_used_refresh_token_whose_successor_was_used_ends_the_session_at_once() {
        clock.set(clock.instant());
        Map<String, String> first = login(person());
        Map<String, String> second =
                refresh(first.get("refreshToken")).statusCode(200).extract().path("$");
        Map<String, String> third =
                refresh(second.get("refreshToken")).statusCode(200).extract().path("$");

        refresh(first.get("refreshToken")).statusCode(401);
        refresh(third.get("refreshToken")).statusCode(401);
    }

    @Test
    void a_failure_to_sign_does_not_use_the_token_up() {
        String token = login(person()).get("refreshToken");
        Faltering faltering = new Faltering();
        QuarkusMock.installMockForType(faltering, AccessTokens.class);

        refresh(token).statusCode(500);

        assertThat(Database.value(
                        "SELECT used_at FROM identity.refresh_tokens WHERE token_prefix = ?", token.substring(0, 6)))
                .isNull();
        faltering.fails = false;
        refresh(token).statusCode(200);
    }

    private final class Faltering extends AccessTokens {
        private final AccessTokens real = ClientProxy.unwrap(accessTokens);
        private volatile boolean fails = true;

        Faltering() {
            super(null, config);
        }

        @Override
        Uni<String> sign(Session session, SortedSet<String> permissions, boolean narrowed) {
            return fails
                    ? Uni.createFrom().failure(new IllegalStateException("There is no signing key"))
                    : real.sign(session, permissions, narrowed);
        }
    }

    @Test
    void fifty_refreshes_at_once_get_the_same_successor_and_it_works() throws Exception {
        clock.set(clock.instant());
        Map<String, String> first = login(person());
        String token = first.get("refreshToken");
        List<String> given = new ArrayList<>();

        try (ExecutorService clients = Executors.newFixedThreadPool(50)) {
            List<Future<String>> calls = new ArrayList<>();
            for (int client = 0; client < 50; client++) {
                calls.add(clients.submit(
                        () -> refresh(token).statusCode(200).extract().path("refreshToken")));
            }
            while (!calls.stream().allMatch(Future::isDone)) {
                assertThat(usable(first)).hasSize(1);
            }
            for (Future<String> call : calls) {
                given.add(call.get());
            }
        }

        assertThat(given).hasSize(50).containsOnly(given.getFirst());
        assertThat(usable(first))
                .containsExactly(HexFormat.of()
                        .formatHex(new RefreshToken(given.getFirst()).hash().getBytes()));
        refresh(given.getFirst()).statusCode(200);
    }

    /** The hashes of the session's tokens that could be exchanged, whatever the time. */
    private static List<Object> usable(Map<String, String> tokens) {
        return Database.rows("""
                        SELECT encode(token_hash, 'hex') FROM identity.refresh_tokens
                         WHERE session_id = ?::uuid AND used_at IS NULL AND revoked_at IS NULL
                        """, session(tokens)).stream().map(List::getFirst).toList();
    }

    @Test
    void refreshes_and_logouts_at_once_are_all_answered() throws Exception {
        Person person = person();
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int session = 0; session < 10; session++) {
            Map<String, String> tokens = login(person);
            for (int call = 0; call < 4; call++) {
                calls.add(() -> refresh(tokens.get("refreshToken")).extract().statusCode());
                calls.add(() -> People.with(tokens.get("accessToken"))
                        .post("/api/v1/auth/logout")
                        .statusCode());
            }
        }

        try (ExecutorService clients = Executors.newFixedThreadPool(20)) {
            for (Future<Integer> status : clients.invokeAll(calls)) {
                assertThat(status.get()).isIn(200, 204, 401);
            }
        }
    }

    @Test
    void the_end_of_a_session_leaves_its_used_tokens_alone_and_expired_ones_are_forgotten() {
        Map<String, String> first = login(person());
        Map<String, String> second =
                refresh(first.get("refreshToken")).statusCode(200).extract().path("$");
        People.with(second.get("accessToken"))
                .post("/api/v1/auth/logout")
                .then()
                .statusCode(204);

        assertThat(Database.value(
                        "SELECT count(*) FROM identity.refresh_tokens WHERE session_id = ?::uuid"
                                + " AND (used_at IS NULL) = (revoked_at IS NOT NULL)",
                        session(first)))
                .isEqualTo(2L);

        Database.update(
                "UPDATE identity.refresh_tokens SET expires_at = now() WHERE session_id = ?::uuid AND used_at IS NOT NULL",
                session(first));
        Database.value("SELECT identity.cleanup_expired_auth()");
        assertThat(count(first)).isEqualTo(1);
    }

    @Test
    void logout_ends_the_session_and_tells_the_gateways_once() {
        Map<String, String> tokens = login(person());
        String access = tokens.get("accessToken");

        People.with(access).post("/api/v1/auth/logout").then().statusCode(204);
        People.with(access).post("/api/v1/auth/logout").then().statusCode(204);

        List<ConsumerRecord<String, byte[]>> told = revocations(session(tokens));
        assertThat(told).hasSize(1);
        SessionRevoked revoked = EventProbe.read(told.getFirst(), SessionRevoked.class);
        assertThat(Duration.between(revoked.revokedAt(), revoked.expiresAt())).isEqualTo(Duration.ofMinutes(11));
        assertThat(EventProbe.header(told.getFirst(), CloudEventHeaders.TYPE))
                .isEqualTo("steward.identity.session_revoked.v1");
        assertThat(EventProbe.header(told.getFirst(), CloudEventHeaders.SOURCE)).isEqualTo("/steward/identity");
        assertThat(EventProbe.header(told.getFirst(), CloudEventHeaders.SEQUENCE))
                .isEqualTo("1");
        assertThat(EventProbe.header(told.getFirst(), CloudEventHeaders.TENANT_ID))
                .isEqualTo(Ids.NIL.toString());
        refresh(tokens.get("refreshToken")).statusCode(401);
    }

    @Test
    void an_expired_an_unknown_and_a_disabled_accounts_token_get_the_same_answer() {
        Person disabled = person();
        String ofDisabled = login(disabled).get("refreshToken");
        Database.update("UPDATE identity.users SET status = 'DISABLED' WHERE id = ?::uuid", disabled.id());
        Map<String, String> expired = login(person());
        Database.update(
                "UPDATE identity.refresh_tokens SET expires_at = now() WHERE session_id = ?::uuid", session(expired));

        for (String token : List.of("no such token", ofDisabled, expired.get("refreshToken"))) {
            refresh(token).statusCode(401).body("code", equalTo("refresh-token-invalid"));
        }
        People.anonymous()
                .body(Map.of("refreshToken", ""))
                .post("/api/v1/auth/refresh")
                .then()
                .statusCode(400);
    }

    @Test
    void the_database_holds_no_token_in_the_clear() {
        Map<String, String> tokens = login(person());

        String stored = String.valueOf(Database.rows(
                "SELECT t::text FROM identity.refresh_tokens t WHERE session_id = ?::uuid", session(tokens)));

        assertThat(stored).doesNotContain(tokens.get("refreshToken"));
        assertThat(stored).contains(tokens.get("refreshToken").substring(0, 6));
    }

    @Test
    void sessions_are_forgotten_a_month_after_their_end() {
        Map<String, String> old = login(person());
        Map<String, String> fresh = login(person());
        Database.update(
                "UPDATE identity.user_sessions SET expires_at = now() - interval '31 days' WHERE id = ?::uuid",
                session(old));

        Database.value("SELECT identity.cleanup_expired_auth()");

        assertThat(count(old)).isZero();
        assertThat(count(fresh)).isEqualTo(1);
    }

    private static long count(Map<String, String> tokens) {
        return (Long) Database.value(
                "SELECT count(*) FROM identity.refresh_tokens WHERE session_id = ?::uuid", session(tokens));
    }

    private static Person person() {
        return People.person(People.organization(), "requester");
    }

    private static Map<String, String> login(Person person) {
        return People.login(person.email(), People.PASSWORD)
                .statusCode(200)
                .body("refreshToken", not(equalTo(null)))
                .extract()
                .path("findAll { it.key.endsWith('Token') }");
    }

    private static ValidatableResponse refresh(String token) {
        return People.anonymous()
                .body(Map.of("refreshToken", token))
                .post("/api/v1/auth/refresh")
                .then();
    }

    private static String session(Map<String, String> tokens) {
        String claims = tokens.get("accessToken").split("\\.")[1];
        return new JsonObject(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
                .getString("sid");
    }

    private static List<ConsumerRecord<String, byte[]>> revocations(String session) {
        try (EventProbe probe = EventProbe.on(Topic.REVOCATIONS)) {
            probe.await(message -> session.equals(message.key()));
            return probe.all(session, Duration.ofMillis(700));
        }
    }
}
