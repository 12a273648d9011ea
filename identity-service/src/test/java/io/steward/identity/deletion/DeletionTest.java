package io.steward.identity.deletion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.steward.events.CloudEventHeaders;
import io.steward.events.IdentityEvent.AccountDeletionCancelled;
import io.steward.events.IdentityEvent.AccountDeletionRequested;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.MemberEvent;
import io.steward.events.MemberEvent.MemberErased;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.audit.AuditLog;
import io.steward.identity.session.Logins;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An account is to go; the ticket service is played by the test, on Kafka. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class DeletionTest {
    private final Deletions deletions = new Deletions();
    private final SettableClock clock;
    private final RetellErasures retelling;
    private String organization;
    private Person chief;

    DeletionTest(SettableClock clock, RetellErasures retelling) {
        this.clock = clock;
        this.retelling = retelling;
    }

    @BeforeEach
    void organization() {
        organization = People.organization();
        chief = People.person(organization, "admin");
    }

    @AfterEach
    void close() {
        deletions.close();
        clock.release();
    }

    @Test
    void an_account_without_open_tickets_is_erased() {
        Person person = Deletions.somebody(organization, "Rita Requester", "requester");
        Logins session = Logins.of(person);
        String key = People.with(People.token(person))
                .body(Map.of("name", "script", "scopes", List.of("ticket:read"), "password", People.PASSWORD))
                .post("/api/v1/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        People.anonymous().body(Map.of("email", person.email())).post("/api/v1/auth/password-resets");

        CompletableFuture<ValidatableResponse> deletion = Deletions.begin(chief(), person);
        AccountDeletionRequested asked = deletions.asked(person, organization);
        assertThat(Deletions.status(person)).isEqualTo("DELETING");
        People.login(person.email(), People.PASSWORD).statusCode(401);
        session.refresh().statusCode(401);
        deletions.answer(asked, 0);

        Deletions.decided(deletion, () -> Deletions.delete(chief(), person)).statusCode(204);
        AccountErased erased =
                deletions.told.await(AccountErased.class, event -> Deletions.isOf(event.userId(), person));
        assertThat(erased.organizationId()).hasToString(organization);
        assertThat(erased.pseudonym()).isEqualTo("Deleted user " + person.id().substring(28));
        assertThat(Database.rows(
                        "SELECT display_name, email, username, password_hash IS NULL, avatar_url IS NULL, status "
                                + "FROM identity.users WHERE id = ?::uuid",
                        person.id()))
                .containsExactly(List.of(
                        erased.pseudonym(),
                        "deleted-" + person.id() + "@invalid",
                        "deleted-" + person.id(),
                        true,
                        true,
                        "DELETED"));
        for (String table : List.of(
                "organization_members",
                "user_roles",
                "team_members",
                "user_sessions",
                "refresh_tokens",
                "password_resets",
                "api_keys",
                "audit_logs")) {
            assertThat(Database.value(
                            "SELECT count(*) FROM identity." + table + " WHERE user_id = ?::uuid", person.id()))
                    .as(table)
                    .isEqualTo(0L);
        }
        assertThat(key).isNotNull();
        nowhere(person.email(), person.username(), "Rita Requester " + person.username());
        assertThat(AuditLog.faults(organization)).isEmpty();
        assertThat(Database.rows(
                        "SELECT action, user_id::text FROM identity.audit_logs WHERE tenant_id = ?::uuid AND resource_id = ? "
                                + "AND action LIKE 'account.%ed' ORDER BY sequence",
                        organization, person.id()))
                .contains(List.of("account.deletion-requested", chief.id()))
                .anyMatch(row -> row.getFirst().equals("account.erased"));

        // Again, and after all.
        Deletions.delete(chief(), person).statusCode(204);
        Deletions.outcome(chief(), person)
                .statusCode(200)
                .body("state", equalTo("ERASED"))
                .body("openTickets", equalTo(0));
        chief().get("/api/v1/users/{id}", person.id()).then().statusCode(404);
        People.login(person.email(), People.PASSWORD).statusCode(401);
    }

    @Test
    void an_account_with_open_tickets_stays_as_it_was() {
        Person person = Deletions.somebody(organization, "Rita", "requester");
        CompletableFuture<ValidatableResponse> deletion = Deletions.begin(chief(), person);
        AccountDeletionRequested asked = deletions.asked(person, organization);
        deletions.answer(asked, 3);

        deletions.told.await(
                AccountDeletionCancelled.class, event -> event.deletionId().equals(asked.deletionId()));
        ValidatableResponse answer = deletion.join();
        // A slow machine may have been told to look later.
        if (answer.extract().statusCode() != 202) {
            answer.statusCode(409).body("code", equalTo("open-tickets")).body("openTickets", equalTo(3));
        }
        Deletions.outcome(chief(), person).body("state", equalTo("REFUSED")).body("openTickets", equalTo(3));
        People.login(person.email(), People.PASSWORD).statusCode(200);
        chief().get("/api/v1/users/{id}", person.id())
                .then()
                .statusCode(200)
                .body("email", equalTo(person.email()))
                .body("roles.size()", equalTo(1));

        // Another attempt asks anew.
        CompletableFuture<ValidatableResponse> second = Deletions.begin(chief(), person);
        AccountDeletionRequested again = deletions.told.await(
                AccountDeletionRequested.class,
                event -> Deletions.isOf(event.userId(), person)
                        && !event.deletionId().equals(asked.deletionId()));
        deletions.answer(again, 0);
        Deletions.decided(second, () -> Deletions.delete(chief(), person)).statusCode(204);
        var sequences = deletions.told.all(person.id(), Duration.ofMillis(200)).stream()
                .map(record -> Long.parseLong(EventProbe.header(record, CloudEventHeaders.SEQUENCE)))
                .distinct()
                .toList();
        for (int place = 1; place < sequences.size(); place++) {
            assertThat(sequences.get(place)).isEqualTo(sequences.get(place - 1) + 1);
        }
    }

    /** It may have tickets there, and what was told there has its name. */
    @Test
    void an_organization_that_the_account_has_left_is_asked_too_and_forgets_it() {
        String left = People.organization();
        Person person = Deletions.somebody(organization, "Rita", "requester");
        Deletions.join(person, left);
        People.admin(left)
                .delete("/api/v1/users/{id}/membership", person.id())
                .then()
                .statusCode(204);
        People.admin(left)
                .body(Map.of(
                        "email",
                        person.email(),
                        "displayName",
                        "Rita",
                        "username",
                        person.username(),
                        "roles",
                        List.of("requester")))
                .post("/api/v1/invitations")
                .then()
                .statusCode(201);

        CompletableFuture<ValidatableResponse> deletion = Deletions.begin(chief(), person);
        AccountDeletionRequested there = deletions.asked(person, left);
        deletions.answer(deletions.asked(person, organization), 0);
        assertThat(Deletions.status(person)).isEqualTo("DELETING");
        deletions.answer(there, 0);

        Deletions.decided(deletion, () -> Deletions.delete(chief(), person)).statusCode(204);
        deletions.told.await(
                AccountErased.class,
                event -> Deletions.isOf(event.userId(), person)
                        && event.organizationId().toString().equals(left));
        nowhere(person.email(), person.username());
    }

    @Test
    void what_has_the_address_of_before_goes_too() {
        String joined = People.organization();
        Person person = People.proved(Deletions.somebody(organization, "Rita", "requester"));
        String mailed = "token-" + person.id();
        Database.update(
                "INSERT INTO identity.invitations (tenant_id, id, email, display_name, role_ids, created_at, mailed_at, token_hash, expires_at)"
                        + " VALUES (?::uuid, gen_random_uuid(), ?, ?, '{}', now(), now(), sha256(convert_to(?, 'UTF8')), now() + interval '1 d')",
                joined,
                person.email(),
                person.username(),
                mailed);
        People.with(People.token(person))
                .body(Map.of("token", mailed))
                .post("/api/v1/me/invitations/accept")
                .then()
                .statusCode(200);
        String now = "now-" + UUID.randomUUID() + "@steward.test";
        Database.update("UPDATE identity.users SET email = ? WHERE id = ?::uuid", now, person.id());
        // As they wait while no mail goes out.
        Database.update(
                "INSERT INTO identity.password_resets (id, email, requested_at, next_attempt_at)"
                        + " VALUES (gen_random_uuid(), ?, now(), now() + interval '1 d')",
                now);
        Database.update(
                "INSERT INTO identity.letters (id, kind, subject_id, organization_id, address, next_attempt_at)"
                        + " VALUES (gen_random_uuid(), 'EMAIL_CHANGED', ?::uuid, ?::uuid, ?, now() + interval '1 d')",
                person.id(),
                joined,
                person.email());

        CompletableFuture<ValidatableResponse> deletion = Deletions.begin(People.admin(organization), person);
        deletions.answer(deletions.asked(person, organization), 0);
        deletions.answer(deletions.asked(person, joined), 0);

        Deletions.decided(deletion, () -> Deletions.delete(People.admin(organization), person))
                .statusCode(204);
        nowhere(person.email(), person.username(), now);
    }

    @Test
    void with_the_ticket_service_away_it_is_pending_and_goes_on_when_that_is_back() {
        Person person = Deletions.somebody(organization, "Rita", "requester");

        Deletions.delete(chief(), person)
                .statusCode(202)
                .header("Location", endsWith("/api/v1/users/" + person.id() + "/deletion"))
                .body("state", equalTo("PENDING"))
                .body("openTickets", nullValue());
        Deletions.outcome(chief(), person).statusCode(200).body("state", equalTo("PENDING"));
        AccountDeletionRequested asked = deletions.asked(person, organization);
        deletions.answer(
                new AccountDeletionRequested(asked.userId(), asked.organizationId(), UUID.randomUUID(), Instant.now()),
                0);
        deletions.answer(asked, 0);

        Eventually.check(() -> Deletions.outcome(chief(), person).body("state", equalTo("ERASED")));
    }

    @Test
    void who_has_not_answered_is_asked_again_by_another_delete() {
        Person person = Deletions.somebody(organization, "Rita", "requester");
        CompletableFuture<ValidatableResponse> first = Deletions.begin(chief(), person);
        AccountDeletionRequested asked = deletions.asked(person, organization);
        CompletableFuture<ValidatableResponse> second = Deletions.begin(chief(), person);

        Eventually.check(() -> assertThat(deletions.told.all(person.id(), Duration.ofMillis(50)).stream()
                        .map(record -> EventProbe.read(record, AccountDeletionRequested.class)
                                .deletionId()))
                .containsExactly(asked.deletionId(), asked.deletionId()));
        deletions.answer(asked, 0);
        deletions.answer(asked, 7);
        Deletions.decided(first, () -> Deletions.delete(chief(), person)).statusCode(204);
        Deletions.decided(second, () -> Deletions.delete(chief(), person)).statusCode(204);
    }

    @Test
    void all_organizations_of_an_account_decide_together() {
        Person person = Deletions.somebody(organization, "Rita", "requester");
        String elsewhere = People.organization();
        Deletions.join(person, elsewhere);

        Deletions.delete(chief(), person).statusCode(409).body("code", equalTo("member-elsewhere"));
        assertThat(Deletions.status(person)).isEqualTo("ACTIVE");
        CompletableFuture<ValidatableResponse> deletion = Deletions.begin(People.admin(organization), person);
        AccountDeletionRequested here = deletions.asked(person, organization);
        AccountDeletionRequested there = deletions.asked(person, elsewhere);
        deletions.answer(here, 0);
        Eventually.check(() -> assertThat(Database.value(
                        "SELECT count(*) FROM identity.account_deletion_answers WHERE deletion_id = ? AND open_tickets = 0",
                        here.deletionId()))
                .isEqualTo(1L));
        assertThat(Deletions.status(person)).isEqualTo("DELETING");
        deletions.answer(there, 2);
        deletions.told.await(
                AccountDeletionCancelled.class,
                event ->
                        event.organizationId().equals(here.organizationId()) && Deletions.isOf(event.userId(), person));
        deletions.told.await(
                AccountDeletionCancelled.class,
                event -> event.organizationId().equals(there.organizationId())
                        && Deletions.isOf(event.userId(), person));
        deletion.join();
        Deletions.outcome(People.admin(organization), person).body("openTickets", equalTo(2));
        // What the other organization has is not for this one's eyes.
        Deletions.outcome(chief(), person).body("state", equalTo("REFUSED")).body("openTickets", equalTo(0));
        assertThat(Deletions.status(person)).isEqualTo("ACTIVE");
    }

    @Test
    void an_organization_that_is_joined_meanwhile_is_asked_too() {
        Person person = Deletions.somebody(organization, "Rita", "requester");
        Deletions.begin(chief(), person);
        AccountDeletionRequested asked = deletions.asked(person, organization);
        String late = People.organization();
        Deletions.join(person, late);
        deletions.answer(asked, 0);

        AccountDeletionRequested there = deletions.asked(person, late);
        assertThat(there.deletionId()).isEqualTo(asked.deletionId());
        assertThat(Deletions.status(person)).isEqualTo("DELETING");
        deletions.answer(there, 0);
        Eventually.check(() -> assertThat(Deletions.status(person)).isEqualTo("DELETED"));
    }

    @Test
    void the_members_topic_ends_with_a_record_that_tells_nothing_and_it_is_repeated_once() {
        Person person = Deletions.somebody(organization, "Rita", "requester");
        String key = MemberEvent.keyOf(UUID.fromString(organization), UUID.fromString(person.id()))
                .toString();
        Deletions.begin(chief(), person);
        deletions.answer(deletions.asked(person, organization), 0);
        Eventually.check(() -> assertThat(Deletions.status(person)).isEqualTo("DELETED"));

        try (EventProbe members = EventProbe.on(Topic.MEMBERS)) {
            MemberErased last = members.await(
                    MemberErased.class, event -> event.userId().toString().equals(person.id()));
            assertThat(last.organizationId()).hasToString(organization);
            clock.set(Instant.now().plus(Duration.ofMinutes(371)));
            for (int round = 0; round < 2; round++) {
                retelling.run().await().atMost(Duration.ofSeconds(30));
            }
            Eventually.check(() -> assertThat(
                            Database.value("SELECT count(*) FROM identity.outbox WHERE aggregate_id = ?::uuid", key))
                    .isEqualTo(0L));
            var records = members.all(key, Duration.ofMillis(500));
            assertThat(records).hasSize(3);
            assertThat(new String(records.getFirst().value(), StandardCharsets.UTF_8))
                    .contains(person.email());
            assertThat(records.subList(1, 3)).allSatisfy(record -> {
                assertThat(EventProbe.header(record, CloudEventHeaders.TYPE))
                        .isEqualTo("steward.identity.member_erased.v1");
                assertThat(new String(record.value(), StandardCharsets.UTF_8))
                        .doesNotContain(person.email(), person.username());
            });
            assertThat(records.stream()
                            .map(record -> Long.parseLong(EventProbe.header(record, CloudEventHeaders.SEQUENCE))))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    private RequestSpecification chief() {
        return People.with(People.token(chief));
    }

    /** No table of the service has these texts. */
    private static void nowhere(String... texts) {
        List<List<Object>> tables = Database.rows(
                "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'identity'");
        assertThat(tables).hasSizeGreaterThan(10);
        for (List<Object> table : tables) {
            for (String text : texts) {
                Eventually.check(() -> assertThat(Database.value(
                                "SELECT count(*) FROM identity." + table.getFirst()
                                        + " t WHERE strpos(lower(t::text), lower(?)) > 0",
                                text))
                        .as("%s in %s", text, table)
                        .isEqualTo(0L));
            }
        }
    }
}
