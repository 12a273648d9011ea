package io.steward.identity.apikey;

import static io.steward.identity.apikey.ApiKeys.PATH;
import static io.steward.identity.apikey.ApiKeys.create;
import static io.steward.identity.apikey.ApiKeys.make;
import static io.steward.identity.apikey.ApiKeys.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.CloudEventHeaders;
import io.steward.events.RevocationEvent.ApiKeyRevoked;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.apikey.ApiKeys.Made;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class ApiKeyTest {
    private static final int PER_ACCOUNT = 5;

    @Inject
    SettableClock clock;

    @Inject
    ForgetApiKeys forget;

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void a_key_is_shown_once_and_only_the_hash_of_its_secret_is_stored() throws Exception {
        Person owner = People.person(People.organization(), "l1");
        String token = People.token(owner);
        Instant now = clock.instant();
        clock.set(now);

        var made = create(token, request("ticket:read", "ticket:create", "ticket:read"))
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .header("Location", matchesPattern(PATH + "/[0-9a-f-]{36}"))
                .body("key", matchesPattern("stw_test_[0-9a-f]{32}_[0-9a-f]{64}_[0-9a-f]{8}"))
                .body("name", equalTo("ci"))
                .body("ownerId", equalTo(owner.id()))
                .body("scopes", contains("ticket:create", "ticket:read"))
                .body("expiresAt", equalTo(now.plus(Duration.ofDays(365)).toString()))
                .extract();
        String id = made.path("id");
        String key = made.path("key");
        String secret = key.split("_")[3];

        assertThat((String) made.path("prefix")).isEqualTo("stw_test_" + id.replace("-", ""));
        assertThat(key).startsWith((String) made.path("prefix"));
        var stored = Database.rows("SELECT k::text, secret_hash FROM identity.api_keys k WHERE id = ?::uuid", id)
                .getFirst();
        assertThat((String) stored.getFirst()).doesNotContain(secret);
        assertThat((byte[]) stored.get(1))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(secret.getBytes()));
        for (String path : List.of(PATH, PATH + "/" + id, PATH + "?all=false")) {
            People.with(token)
                    .get(path)
                    .then()
                    .statusCode(200)
                    .body(not(containsString(secret)))
                    .body(containsString((String) made.path("prefix")));
        }
    }

    @Test
    void making_and_revoking_are_in_the_audit_log() {
        String organization = People.organization();
        Person owner = People.person(organization, "l1");
        Made made = make(owner, "ticket:read");
        People.with(People.token(owner)).delete(PATH + "/" + made.id()).then().statusCode(204);
        People.with(People.token(owner)).delete(PATH + "/" + made.id()).then().statusCode(204);

        People.admin(organization)
                .get("/api/v1/audit-logs?resourceType=api-key&resourceId=" + made.id())
                .then()
                .statusCode(200)
                .body("items.action", contains("api-key.revoked", "api-key.created"))
                .body("items[1].newValues.scopes", contains("ticket:read"))
                .body(not(containsString(made.key().split("_")[3])));
    }

    @Test
    void a_scope_that_the_owner_does_not_have_is_refused_by_name() {
        String token = People.token(People.person(People.organization(), "requester"));

        create(token, request("ticket:read", "ticket:assign", "no:such"))
                .statusCode(422)
                .body("code", equalTo("scope-not-held"))
                .body("field", equalTo("scopes"))
                .body("refused", contains("no:such", "ticket:assign"));
        // Nobody's to give, for a key acts in one organization.
        People.admin(People.organization())
                .body(asAdmin(request("installation:admin", "organization:create", "ticket:read")))
                .post(PATH)
                .then()
                .statusCode(422)
                .body("refused", contains("installation:admin", "organization:create"));
    }

    @Test
    void scopes_are_held_against_what_the_owner_may_do_now_and_not_when_he_logged_in() {
        Person owner = People.person(People.organization(), "l1");
        String token = People.token(owner);
        Database.update("DELETE FROM identity.user_roles WHERE user_id = ?::uuid", owner.id());

        create(token, request("ticket:read")).statusCode(422).body("refused", contains("ticket:read"));
        Database.update("UPDATE identity.users SET status = 'DISABLED' WHERE id = ?::uuid", owner.id());
        create(token, request("ticket:read")).statusCode(404);
    }

    @Test
    void bad_requests_are_told_what_is_wrong_with_them() {
        String token = People.token(People.person(People.organization(), "l1"));
        Map<String, Object> past = request("ticket:read");
        past.put("expiresAt", clock.instant().minusSeconds(1).toString());
        create(token, past)
                .statusCode(400)
                .body("code", equalTo("invalid-value"))
                .body("field", equalTo("expiresAt"));
        Map<String, Object> late = request("ticket:read");
        late.put("expiresAt", clock.instant().plus(Duration.ofDays(366)).toString());
        create(token, late)
                .statusCode(422)
                .body("code", equalTo("api-key-lifetime"))
                .body("latest", notNullValue());
        late.put("expiresAt", "+999999999-12-31T00:00:00Z");
        create(token, late).statusCode(422).body("code", equalTo("api-key-lifetime"));
        Map<String, Object> unknown = request("ticket:read");
        unknown.put("key", "mine");
        create(token, unknown).statusCode(400).body("code", equalTo("unknown-property"));
        create(token, request()).statusCode(400).body("code", equalTo("validation-failed"));
        Map<String, Object> nameless = request("ticket:read");
        nameless.put("name", " ");
        create(token, nameless).statusCode(400).body("code", equalTo("validation-failed"));
        nameless.put("name", "x".repeat(121));
        create(token, nameless).statusCode(400).body("code", equalTo("validation-failed"));
        People.with(token).get(PATH + "?all=maybe").then().statusCode(400).body("field", equalTo("all"));
        People.anonymous().body(request("ticket:read")).post(PATH).then().statusCode(401);
    }

    @Test
    void an_answer_that_is_stored_nowhere_cannot_be_asked_for_twice() {
        String token = People.token(People.person(People.organization(), "l1"));

        People.with(token)
                .header("Idempotency-Key", "mine")
                .body(request("ticket:read"))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("code", equalTo("idempotency-unsupported"));
        People.with(token).get(PATH).then().body("items.size()", equalTo(0));
    }

    @Test
    void a_chosen_expiry_is_kept() {
        Map<String, Object> request = request("ticket:read");
        Instant soon = clock.instant().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        request.put("expiresAt", soon.toString());

        create(People.token(People.person(People.organization(), "l1")), request)
                .statusCode(201)
                .body("expiresAt", equalTo(soon.toString()));
    }

    @Test
    void an_account_has_so_many_usable_keys_and_no_more_however_many_it_asks_for_at_once() throws Exception {
        String token = People.token(People.person(People.organization(), "l1"));
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int call = 0; call < PER_ACCOUNT * 3; call++) {
            calls.add(() -> create(token, request("ticket:read")).extract().statusCode());
        }
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(calls.size())) {
            for (Future<Integer> status : clients.invokeAll(calls)) {
                statuses.add(status.get());
            }
        }

        assertThat(statuses).filteredOn(status -> status == 201).hasSize(PER_ACCOUNT);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(PER_ACCOUNT * 2);
        create(token, request("ticket:read"))
                .body("code", equalTo("api-key-limit"))
                .body("limit", equalTo(5));
        String one = People.with(token).get(PATH).path("items[0].id");
        People.with(token).delete(PATH + "/" + one).then().statusCode(204);
        create(token, request("ticket:read")).statusCode(201);
    }

    @Test
    void everybody_sees_his_own_keys_and_only_who_may_sees_and_revokes_the_others() {
        String organization = People.organization();
        Person owner = People.person(organization, "l1");
        Made key = make(owner, "ticket:read");
        String colleague = People.token(People.person(organization, "l1"));
        String manager = People.token(People.person(organization, "admin"));

        People.with(colleague).get(PATH).then().body("items.size()", equalTo(0));
        People.with(colleague).get(PATH + "?all=true").then().statusCode(403).body("code", equalTo("forbidden"));
        People.with(colleague).get(PATH + "/" + key.id()).then().statusCode(404);
        People.with(colleague).delete(PATH + "/" + key.id()).then().statusCode(404);
        People.with(manager).get(PATH).then().body("items.size()", equalTo(0));
        People.with(manager)
                .get(PATH + "?all=true")
                .then()
                .body("items.id", hasItem(key.id()))
                .body("items[0].key", nullValue());
        People.with(manager).get(PATH + "/" + key.id()).then().statusCode(200).body("revokedAt", nullValue());
        People.with(manager).delete(PATH + "/" + key.id()).then().statusCode(204);
        People.with(People.token(owner)).get(PATH + "/" + key.id()).then().body("revokedAt", notNullValue());
    }

    @Test
    void another_organizations_key_is_not_there_even_for_who_may_see_all() {
        Made key = make(People.person(People.organization(), "l1"), "ticket:read");
        String stranger = People.token(People.person(People.organization(), "admin"));

        for (String id : List.of(key.id(), UUID.randomUUID().toString())) {
            People.with(stranger).get(PATH + "/" + id).then().statusCode(404).body("code", equalTo("not-found"));
            People.with(stranger).delete(PATH + "/" + id).then().statusCode(404).body("code", equalTo("not-found"));
        }
        People.with(stranger).get(PATH + "?all=true").then().body("items.size()", equalTo(0));
        ApiKeys.exchange(key.key()).statusCode(200);
        People.admin(UUID.randomUUID().toString())
                .body(asAdmin(request("ticket:read")))
                .post(PATH)
                .then()
                .statusCode(404);
    }

    @Test
    void lists_go_on_where_they_ended() {
        Person owner = People.person(People.organization(), "l1");
        List<String> ids = new ArrayList<>();
        for (int key = 0; key < 3; key++) {
            ids.add(make(owner, "ticket:read").id());
        }
        String token = People.token(owner);
        for (String list : List.of(PATH + "?limit=2", PATH + "?limit=2&all=false")) {
            var first = People.with(token).get(list).then().statusCode(200).extract();
            List<String> seen = new ArrayList<>(first.<List<String>>path("items.id"));
            seen.addAll(People.with(token)
                    .get(list + "&cursor=" + first.<String>path("nextCursor"))
                    .then()
                    .body("nextCursor", nullValue())
                    .extract()
                    .path("items.id"));
            assertThat(seen).isEqualTo(ids);
        }
    }

    @Test
    void a_revocation_is_told_to_the_gateways_once() {
        Person owner = People.person(People.organization(), "l1");
        Made key = make(owner, "ticket:read");
        String token = People.token(owner);

        People.with(token).delete(PATH + "/" + key.id()).then().statusCode(204);
        People.with(token).delete(PATH + "/" + key.id()).then().statusCode(204);

        try (EventProbe probe = EventProbe.on(Topic.REVOCATIONS)) {
            ConsumerRecord<String, byte[]> told =
                    probe.await(message -> key.id().equals(message.key()));
            assertThat(EventProbe.header(told, CloudEventHeaders.TYPE))
                    .isEqualTo("steward.identity.api_key_revoked.v1");
            ApiKeyRevoked revoked = EventProbe.read(told, ApiKeyRevoked.class);
            assertThat(Duration.between(revoked.revokedAt(), revoked.expiresAt()))
                    .isEqualTo(Duration.ofMinutes(2));
            assertThat(new String(told.value())).doesNotContain(key.key().split("_")[3]);
            assertThat(probe.all(key.id(), Duration.ofMillis(700))).hasSize(1);
        }
    }

    @Test
    void keys_are_forgotten_a_while_after_their_end() {
        Person owner = People.person(People.organization(), "l1");
        Made kept = make(owner, "ticket:read");
        Made ended = make(owner, "ticket:read");
        Made revoked = make(owner, "ticket:read");
        Database.update(
                "UPDATE identity.api_keys SET created_at = now() - interval '1 year', expires_at = now() - interval '91 days'"
                        + " WHERE id = ?::uuid",
                ended.id());
        Database.update(
                "UPDATE identity.api_keys SET revoked_at = now() - interval '91 days' WHERE id = ?::uuid",
                revoked.id());
        Made late = make(owner, "ticket:read");
        Database.update(
                "UPDATE identity.api_keys SET revoked_at = now() - interval '89 days' WHERE id = ?::uuid", late.id());

        forget.run().subscribeAsCompletionStage().toCompletableFuture().join();

        People.with(People.token(owner))
                .get(PATH)
                .then()
                .body("items.size()", equalTo(2))
                .body("items.id", hasItems(kept.id(), late.id()));
    }

    @Test
    void an_administrators_role_from_before_may_manage_keys_after_the_migration() throws Exception {
        String organization = People.organization();
        Database.update(
                "UPDATE identity.roles SET permissions = permissions - 'api-key:manage' WHERE tenant_id = ?::uuid",
                organization);
        String migration;
        try (var file = getClass().getResourceAsStream("/db/migration/V9__api_keys.sql")) {
            migration = new String(file.readAllBytes())
                    .replace("${app}", "identity_app")
                    .replace("${relay}", "identity_relay");
        }

        try (var connection = Database.superuser();
                var statement = connection.createStatement()) {
            statement.execute("SET search_path = identity, public; SET ROLE identity_migrator");
            statement.execute(migration);
            statement.execute(migration);
        }

        assertThat(Database.rows(
                        "SELECT name FROM identity.roles WHERE tenant_id = ?::uuid AND permissions::jsonb @> '[\"api-key:manage\"]'",
                        organization))
                .containsExactly(List.of("admin"));
    }

    private static Map<String, Object> asAdmin(Map<String, Object> request) {
        request.put("password", IdentityServers.ADMIN_PASSWORD);
        return request;
    }
}
