package io.steward.identity.invitation;

import static io.steward.identity.profile.Changes.mails;
import static io.steward.identity.profile.Changes.patch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.profile.Changes;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import io.steward.testkit.MailSink;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class InvitationTest {
    private static final String PAGE = "/invitation";

    @Inject
    SettableClock clock;

    private MailSink sink;
    private String organization;
    private Person admin;
    private String token;
    private String email;

    @BeforeEach
    void start() {
        sink = MailSink.start();
        organization = People.organization();
        admin = People.person(organization, "admin");
        token = People.token(admin);
        email = "i-" + UUID.randomUUID() + "@steward.test";
    }

    @AfterEach
    void stop() {
        clock.release();
        sink.close();
    }

    @Test
    void somebody_without_an_account_makes_one_by_the_mail_and_is_a_member() throws Exception {
        String id = invite(email, "l1", "lead")
                .statusCode(201)
                .body("email", equalTo(email))
                .body("roles", contains("l1", "lead"))
                .body("state", equalTo("PENDING"))
                .body("invitedBy", equalTo(admin.id()))
                .extract()
                .path("id");
        String mailed = Changes.token(mails(sink, email, 1).getFirst(), PAGE);
        String name = "n-" + UUID.randomUUID();

        // A refused password does not use the invitation up.
        accept(mailed, name, "Invited-2026").statusCode(422).body("code", equalTo("password-is-a-name"));
        accept(mailed, name).statusCode(201).body("organizationId", equalTo(organization));

        String session =
                People.login(email, People.PASSWORD).statusCode(200).extract().path("accessToken");
        String account = People.with(session)
                .get("/api/v1/me")
                .then()
                .body("emailVerified", equalTo(true))
                .body("displayName", equalTo("Invited"))
                .body("organizationId", equalTo(organization))
                .body("roles", contains("l1", "lead"))
                .extract()
                .path("id");
        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            MemberSaved saved = probe.await(
                    MemberSaved.class, told -> told.userId().toString().equals(account));
            assertThat(saved.roles()).containsExactly("l1", "lead");
            assertThat(saved.active()).isTrue();
        }
        list().body("items.find { it.id == '" + id + "' }.state", equalTo("ACCEPTED"));
        // Once.
        accept(mailed, "m-" + UUID.randomUUID()).statusCode(422).body("code", equalTo("invitation-token-invalid"));
        assertThat(Database.value("SELECT count(*) FROM identity.invitations i WHERE strpos(i::text, ?) > 0", mailed))
                .isEqualTo(0L);
        assertThat(Database.rows(
                        "SELECT 1 FROM identity.audit_logs WHERE tenant_id = ?::uuid AND (old_values::text LIKE ? OR new_values::text LIKE ?)",
                        organization,
                        "%" + email + "%",
                        "%" + email + "%"))
                .isEmpty();
    }

    @Test
    void a_repeated_key_finds_the_first_invitation_and_is_no_other_ones() {
        String key = UUID.randomUUID().toString();
        String first = keyed(key, email).statusCode(201).extract().path("id");

        keyed(key, email).statusCode(201).body("id", equalTo(first));
        keyed(key, "other-" + email).statusCode(422).body("code", equalTo("idempotency-mismatch"));
    }

    private ValidatableResponse keyed(String key, String address) {
        return People.with(token)
                .header("Idempotency-Key", key)
                .body(request(address, "l1"))
                .post("/api/v1/invitations")
                .then();
    }

    @Test
    void an_account_that_is_there_joins_when_logged_in_and_whoever_invites_cannot_tell() throws Exception {
        String home = People.organization();
        Person person = People.person(home, "l1");
        var ofNobody = invite(email, "l2").statusCode(201).extract();
        var ofAccount = invite(person.email(), "l2").statusCode(201).extract();
        assertThat(shape(ofAccount.asString(), person.email())).isEqualTo(shape(ofNobody.asString(), email));
        String mailed = Changes.token(mails(sink, person.email(), 1).getFirst(), PAGE);

        accept(mailed, "x-" + UUID.randomUUID()).statusCode(409).body("code", equalTo("invitation-for-account"));
        // Nobody else's, though he has the token.
        Person other = People.person(home, "l1");
        join(other, mailed).statusCode(422).body("code", equalTo("invitation-token-invalid"));
        join(person, mailed).statusCode(200).body("organizationId", equalTo(organization));

        People.with(People.token(person))
                .get("/api/v1/me")
                .then()
                .body("organizationId", equalTo(home))
                .body("emailVerified", equalTo(true))
                .body("organizations.id", hasItem(organization))
                .body("organizations.find { it.id == '" + organization + "' }.roles", contains("l2"));
        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            probe.await(
                    MemberSaved.class,
                    told -> told.userId().toString().equals(person.id())
                            && told.organizationId().toString().equals(organization));
        }
        join(person, mailed).statusCode(422);
        invite(person.email(), "l2").statusCode(409).body("code", equalTo("member-exists"));
    }

    @Test
    void an_invitation_is_taken_back_runs_out_and_ends_with_its_inviter() throws Exception {
        String taken = invite(email, "l1").statusCode(201).extract().path("id");
        String ofTaken = Changes.token(mails(sink, email, 1).getFirst(), PAGE);
        revoke(taken).statusCode(204);
        revoke(taken).statusCode(204);
        accept(ofTaken, "a-" + UUID.randomUUID()).statusCode(422);

        String inviter = "b" + email;
        Person second = People.person(organization, "admin");
        People.with(People.token(second))
                .body(request(inviter, "l1"))
                .post("/api/v1/invitations")
                .then()
                .statusCode(201);
        String ofSecond = Changes.token(mails(sink, inviter, 1).getFirst(), PAGE);
        patch(token, second, Map.of("active", false)).statusCode(200);
        accept(ofSecond, "b-" + UUID.randomUUID()).statusCode(422);

        Instant start = Instant.now();
        String late = "c" + email;
        invite(late, "l1").statusCode(201);
        String ofLate = Changes.token(mails(sink, late, 1).getFirst(), PAGE);
        clock.set(start.plus(Duration.ofDays(7)).plusSeconds(60));
        accept(ofLate, "c-" + UUID.randomUUID()).statusCode(422).body("code", equalTo("invitation-token-invalid"));
        clock.release();
        accept(ofLate, "c-" + UUID.randomUUID()).statusCode(201);
    }

    @Test
    void an_invitation_is_mailed_again_after_a_while_and_the_last_mail_counts() throws Exception {
        Instant start = clock.instant();
        clock.set(start);
        String id = invite(email, "l1").statusCode(201).extract().path("id");
        String first = Changes.token(mails(sink, email, 1).getFirst(), PAGE);
        resend(id).statusCode(429).body("code", equalTo("invitation-throttled")).body("retryAfter", equalTo(600));
        clock.set(start.plus(Duration.ofMinutes(10)));
        token = People.token(admin);
        resend(id).statusCode(200).body("state", equalTo("PENDING"));
        String second = Changes.token(mails(sink, email, 2).getLast(), PAGE);

        accept(first, "a-" + UUID.randomUUID()).statusCode(422);
        accept(second, "a-" + UUID.randomUUID()).statusCode(201);
        resend(id).statusCode(409).body("code", equalTo("invitation-closed"));
        revoke(id).statusCode(409).body("code", equalTo("invitation-closed"));
    }

    @Test
    void nobody_invites_to_more_than_he_may() {
        People.admin(organization)
                .body(Map.of("name", "Desk", "permissions", List.of("user:create", "user:read")))
                .post("/api/v1/roles")
                .then()
                .statusCode(201);
        String desk = People.token(People.person(organization, "Desk"));

        People.with(desk)
                .body(request(email, "admin"))
                .post("/api/v1/invitations")
                .then()
                .statusCode(403)
                .body("code", equalTo("role-escalation"));
        assertThat(Database.rows(
                        "SELECT 1 FROM identity.audit_logs WHERE tenant_id = ?::uuid AND action = 'role.assignment-refused'",
                        organization))
                .hasSize(1);
        People.with(desk)
                .body(request(email, "Desk"))
                .post("/api/v1/invitations")
                .then()
                .statusCode(201);
        String plain = People.token(People.person(organization, "l1"));
        People.with(plain)
                .body(request(email, "l1"))
                .post("/api/v1/invitations")
                .then()
                .statusCode(403);
        People.with(plain).get("/api/v1/invitations").then().statusCode(403);
    }

    @Test
    void of_many_at_once_for_one_address_and_of_many_who_accept_one_succeeds() throws Exception {
        assertThat(atOnce(() -> invite(email, "l1").extract().statusCode()))
                .containsOnly(201, 409)
                .containsOnlyOnce(201);
        String mailed = Changes.token(mails(sink, email, 1).getFirst(), PAGE);

        assertThat(atOnce(
                        () -> accept(mailed, "a-" + UUID.randomUUID()).extract().statusCode()))
                .isSubsetOf(201, 422, 409)
                .containsOnlyOnce(201);
        assertThat(Database.value("SELECT count(*) FROM identity.users WHERE email = ?", email))
                .isEqualTo(1L);
    }

    /** The password is hashed in between, which takes a while. */
    @Test
    void an_invitation_that_is_taken_back_while_it_is_accepted_makes_nobody_a_member() throws Exception {
        String id = invite(email, "l1").statusCode(201).extract().path("id");
        String mailed = Changes.token(mails(sink, email, 1).getFirst(), PAGE);
        try (ExecutorService client = Executors.newSingleThreadExecutor();
                Connection connection = Database.superuser();
                PreparedStatement revocation = connection.prepareStatement(
                        "UPDATE identity.invitations SET closed_at = now(), outcome = 'REVOKED' WHERE id = ?::uuid")) {
            connection.setAutoCommit(false);
            revocation.setString(1, id);
            assertThat(revocation.executeUpdate()).isEqualTo(1);
            Future<Integer> answer = client.submit(
                    () -> accept(mailed, "a-" + UUID.randomUUID()).extract().statusCode());
            Eventually.check(() -> assertThat(answer.isDone()
                            || !Database.rows("SELECT 1 FROM pg_stat_activity WHERE usename = 'identity_app'"
                                            + " AND wait_event_type = 'Lock' AND query LIKE '%invitations%'")
                                    .isEmpty())
                    .isTrue());
            connection.commit();
            assertThat(answer.get()).isEqualTo(422);
        }
        assertThat(Database.value("SELECT count(*) FROM identity.users WHERE email = ?", email))
                .isEqualTo(0L);
    }

    @Test
    void another_organizations_invitations_are_not_there() {
        String id = invite(email, "l1").statusCode(201).extract().path("id");
        String stranger = People.token(People.person(People.organization(), "admin"));

        People.with(stranger).delete("/api/v1/invitations/{id}", id).then().statusCode(404);
        People.with(stranger).post("/api/v1/invitations/{id}/resend", id).then().statusCode(404);
        People.with(stranger).get("/api/v1/invitations").then().statusCode(200).body("items", equalTo(List.of()));
        list().body("items.id", contains(id)).body("items[0].token", nullValue());
    }

    @Test
    void bad_wishes_are_refused() {
        invite("no address", "l1").statusCode(400);
        invite(email).statusCode(400);
        invite(email, "wizard").statusCode(422).body("code", equalTo("unknown-role"));
        invite(admin.email(), "l1").statusCode(409).body("code", equalTo("member-exists"));
        Map<String, Object> strange = new HashMap<>(request(email, "l1"));
        strange.put("installationAdmin", true);
        People.with(token).body(strange).post("/api/v1/invitations").then().statusCode(400);
        accept("x".repeat(43), "a-" + UUID.randomUUID()).statusCode(422);
        accept("", "a").statusCode(400);
        assertThat(new InvitationRequests.AcceptInvitation("secret", "n", null, "secret").toString())
                .doesNotContain("secret");
    }

    private static List<Integer> atOnce(Callable<Integer> call) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(6)) {
            for (Future<Integer> status : clients.invokeAll(Collections.nCopies(6, call))) {
                statuses.add(status.get());
            }
        }
        return statuses;
    }

    /** An answer without what tells any two invitations apart. */
    private static String shape(String answer, String address) {
        return answer.replace(address, "").replaceAll("\"id\":\"[^\"]*\"", "").replaceAll("[0-9-]{10}T[0-9:.]+Z", "");
    }

    private static Map<String, Object> request(String address, String... roles) {
        return Map.of("email", address, "displayName", "Invited", "roles", List.of(roles));
    }

    private ValidatableResponse invite(String address, String... roles) {
        return People.with(token)
                .body(request(address, roles))
                .post("/api/v1/invitations")
                .then();
    }

    private ValidatableResponse resend(String id) {
        return People.with(token).post("/api/v1/invitations/{id}/resend", id).then();
    }

    private ValidatableResponse revoke(String id) {
        return People.with(token).delete("/api/v1/invitations/{id}", id).then();
    }

    private ValidatableResponse list() {
        return People.with(token).get("/api/v1/invitations").then().statusCode(200);
    }

    private static ValidatableResponse accept(String mailed, String username) {
        return accept(mailed, username, People.PASSWORD);
    }

    private static ValidatableResponse accept(String mailed, String username, String password) {
        return People.anonymous()
                .body(Map.of("token", mailed, "username", username, "password", password))
                .post("/api/v1/auth/invitations/accept")
                .then();
    }

    private static ValidatableResponse join(Person person, String mailed) {
        return People.with(People.token(person))
                .body(Map.of("token", mailed, "newPassword", People.PASSWORD))
                .post("/api/v1/me/invitations/accept")
                .then();
    }
}
