package io.steward.identity.signingkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(IdentityServers.class)
@TestProfile(RotationCommandTest.OfItsOwn.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RotationCommandTest {
    /**
     * An application of its own: its verifier reads the keys once a minute for unknown ones, and what strangers use up here no other test
     * can have. In this order for the same reason.
     */
    public static final class OfItsOwn implements QuarkusTestProfile {}

    private static final String KEYS = "/api/v1/signing-keys";
    private static final String ROTATION = KEYS + "/rotation";

    @Inject
    MasterKey master;

    @Inject
    MeterRegistry meters;

    private String admin;
    private int asked;

    @BeforeEach
    void noChangeIsUnderWay() {
        Database.update("DELETE FROM identity.signing_keys WHERE state = 'NEXT'");
        Database.update("UPDATE identity.signing_keys SET created_at = now() - interval '1 day'");
        admin = People.adminToken();
    }

    @Test
    void another_key_is_published_first_and_a_second_click_says_so() {
        String signing = kid(admin);

        ValidatableResponse begun = rotate(People.with(admin)).body("begun", equalTo(true));

        String next = begun.extract().path("key.kid");
        Instant from = Instant.parse(begun.extract().path("key.activateAt"));
        assertThat(from).isAfter(Instant.now().plus(Duration.ofMinutes(9)));
        Eventually.check(() -> assertThat(published()).contains(signing, next));
        assertThat(kid(People.adminToken())).as("not yet").isEqualTo(signing);
        rotate(People.with(admin)).body("begun", equalTo(false)).body("key.kid", equalTo(next));
        People.with(admin)
                .get(KEYS)
                .then()
                .statusCode(200)
                .body("items[0].kid", equalTo(next))
                .body("items[0].state", equalTo("NEXT"))
                .body("items.find { it.state == 'ACTIVE' }.kid", equalTo(signing))
                .body("items[0].keySet()", not(hasItem("privateKeyEncrypted")))
                .body("items[0].keySet().size()", equalTo(6));
        assertThat(Database.rows("""
                SELECT action, user_id IS NOT NULL, new_values->>'compromised' FROM identity.audit_logs
                 WHERE resource_id = ? AND tenant_id = '00000000-0000-0000-0000-000000000000' ORDER BY action
                """, next))
                .containsExactly(
                        row("signing-key.created", true, null), row("signing-key.rotation-requested", true, "false"));
    }

    @Test
    void one_that_was_planned_for_later_comes_sooner() {
        String next = rotate(People.with(admin)).extract().path("key.kid");
        Database.update("UPDATE identity.signing_keys SET activate_at = now() + interval '5 d' WHERE state = 'NEXT'");

        ValidatableResponse sooner =
                rotate(People.with(admin)).body("begun", equalTo(true)).body("key.kid", equalTo(next));

        assertThat(Instant.parse(sooner.extract().path("key.activateAt")))
                .isBefore(Instant.now().plusSeconds(601));
    }

    @Test
    void many_clicks_at_once_make_one_key() throws Exception {
        List<Callable<String>> clicks = new ArrayList<>();
        for (int click = 0; click < 6; click++) {
            clicks.add(() -> rotate(People.with(admin)).extract().path("key.kid"));
        }
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<String> kids = new ArrayList<>();
            for (Future<String> answer : threads.invokeAll(clicks)) {
                kids.add(answer.get());
            }
            assertThat(kids).containsOnly(kids.getFirst());
        }
        assertThat(Database.value("SELECT count(*) FROM identity.signing_keys WHERE state = 'NEXT'"))
                .isEqualTo(1L);
    }

    @Test
    @Order(1)
    void compromised_keys_are_gone_at_once_with_what_waited() {
        String old = kid(admin);
        String waiting = rotate(People.with(admin)).extract().path("key.kid");
        String repeated = UUID.randomUUID().toString();

        ValidatableResponse begun = compromised(People.with(admin).header("Idempotency-Key", repeated))
                .body("begun", equalTo(true))
                .body("key.state", equalTo("ACTIVE"));

        String fresh = begun.extract().path("key.kid");
        assertThat(published()).containsExactly(fresh);
        String login = People.adminToken();
        assertThat(kid(login)).isEqualTo(fresh);
        compromised(People.with(admin).header("Idempotency-Key", repeated)).body("key.kid", equalTo(fresh));
        // A second click.
        compromised(People.with(admin)).body("begun", equalTo(false)).body("key.kid", equalTo(fresh));
        assertThat(Database.rows(
                        "SELECT 1 FROM identity.audit_logs WHERE action = 'signing-key.withdrawn' AND resource_id IN (?, ?)",
                        old,
                        waiting))
                .hasSize(2);
        assertThat(Database.value(
                        "SELECT new_values->>'compromised' FROM identity.audit_logs WHERE action = 'signing-key.rotation-requested' AND resource_id = ?",
                        fresh))
                .isEqualTo("true");
    }

    /** The verifier of the services, which this one uses too; it reads the keys over HTTP. */
    @Test
    @Order(Integer.MAX_VALUE)
    void no_valid_token_is_refused_while_keys_change_under_a_flood_of_unknown_ones() throws Exception {
        Person person = People.person(People.organization(), "requester");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger passed = new AtomicInteger();
        AtomicInteger strangers = new AtomicInteger();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        String template = People.token(person);
        Instant begun = Instant.now();
        double reads = jwksReads();
        try (var threads = Executors.newFixedThreadPool(3)) {
            Future<?> flood = threads.submit(() -> {
                while (!over.get()) {
                    int status = me(unknown(template));
                    if (status != 401) {
                        wrong.add("a stranger: " + status);
                    }
                    strangers.incrementAndGet();
                }
            });
            Future<?> people = threads.submit(() -> {
                while (!over.get()) {
                    int status = me(People.token(person));
                    if (status != 200) {
                        wrong.add("somebody: " + status);
                    }
                    passed.incrementAndGet();
                }
            });
            try {
                Eventually.check(() ->
                        assertThat(Math.min(passed.get(), strangers.get())).isGreaterThan(5));
                String next = rotate(People.with(admin)).extract().path("key.kid");
                Eventually.check(() -> assertThat(published()).contains(next));
                verifierLooksAgain(next, person);
                Database.update("UPDATE identity.signing_keys SET activate_at = now() WHERE kid = ?", next);
                Eventually.check(() -> assertThat(kid(People.token(person))).isEqualTo(next));
                int switched = passed.get();
                Eventually.check(() -> assertThat(passed.get()).isGreaterThan(switched + 5));
            } finally {
                over.set(true);
            }
            flood.get();
            people.get();
        }
        assertThat(wrong).isEmpty();
        // Once a minute by itself and once a minute for strangers, and what this test has asked for.
        long minutes = Duration.between(begun, Instant.now()).toMinutes();
        assertThat(jwksReads() - reads - asked).isBetween(0.0, 2 * minutes + 3.0);
        People.with(template).get("/api/v1/me").then().statusCode(200);
    }

    @Test
    void without_a_body_it_is_the_normal_change() {
        People.with(admin).post(ROTATION).then().statusCode(202).body("key.state", equalTo("NEXT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"compromised\": \"perhaps\"}", "{\"force\": true}", "[]", "{"})
    void bad_input_is_said_so(String body) {
        People.with(admin).body(body).post(ROTATION).then().statusCode(400);
        assertThat(Database.value("SELECT count(*) FROM identity.signing_keys WHERE state = 'NEXT'"))
                .isEqualTo(0L);
    }

    @Test
    void nobody_but_the_administrator_who_has_logged_in_may() {
        String organization = People.organization();
        RequestSpecification its = People.with(People.token(People.person(organization, "admin")));
        its.get(KEYS).then().statusCode(403).body("code", equalTo("forbidden"));
        its.body(Map.of()).post(ROTATION).then().statusCode(403);
        RestAssured.get(KEYS).then().statusCode(401);
    }

    private static ValidatableResponse rotate(RequestSpecification somebody) {
        return somebody.body(Map.of())
                .post(ROTATION)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(202);
    }

    private static ValidatableResponse compromised(RequestSpecification somebody) {
        return somebody.body(Map.of("compromised", true))
                .post(ROTATION)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(202);
    }

    private static int me(String token) {
        return People.with(token).get("/api/v1/me").statusCode();
    }

    private static String unknown(String template) {
        String[] parts = template.split("\\.");
        String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + UUID.randomUUID() + "\"}";
        return Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + parts[1] + "." + parts[2];
    }

    /** What publishing ahead is for: the verifier looks at the keys once a minute, whatever strangers show. */
    private void verifierLooksAgain(String next, Person person) throws Exception {
        byte[] stored =
                (byte[]) Database.value("SELECT private_key_encrypted FROM identity.signing_keys WHERE kid = ?", next);
        var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(master.decrypt(stored, next)));
        Instant bound = Instant.now().plusSeconds(120);
        int status;
        do {
            status = me(Jwt.issuer("steward")
                    .audience("steward")
                    .subject(person.id())
                    .claim("sid", UUID.randomUUID().toString())
                    .claim("perms", List.of())
                    .expiresIn(600)
                    .jws()
                    .keyId(next)
                    .sign(key));
            assertThat(Instant.now()).as("the verifier has looked again").isBefore(bound);
        } while (status != 200);
    }

    private double jwksReads() {
        return meters.find("http.server.requests").tag("uri", "/.well-known/jwks.json").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private List<String> published() {
        asked++;
        return RestAssured.get("/.well-known/jwks.json").then().extract().path("keys.kid");
    }

    private static List<Object> row(Object... values) {
        return java.util.Arrays.asList(values);
    }

    private static String kid(String token) {
        String header = token.split("\\.")[0];
        return new JsonObject(new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8))
                .getString("kid");
    }
}
