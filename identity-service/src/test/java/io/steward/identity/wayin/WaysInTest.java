package io.steward.identity.wayin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.profile.Changes;
import io.steward.identity.session.Logins;
import io.steward.testkit.Database;
import io.steward.testkit.MailSink;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An administrator makes an account with somebody's address and prepares ways in; its owner proves the address. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class WaysInTest {
    private static final String FRESH = "the owner's own long phrase";
    private static final Pattern RESET = Pattern.compile("/password-reset#token=([A-Za-z0-9_-]{43})\\s");
    /** Tables that refer to accounts, and by which nobody comes in to one. */
    private static final Set<String> NO_WAY_IN = Set.of(
            "account_deletions",
            "account_deletion_answers",
            "audit_logs",
            "former_members",
            "idempotency_keys",
            "invitations",
            "members_to_retell",
            "mfa_accounts",
            "mfa_demands",
            "organization_members",
            "security_notices",
            "team_members",
            "teams",
            "user_roles",
            "user_settings");

    private MailSink sink;
    private String organization;
    private Person person;
    private Logins session;

    @BeforeEach
    void somebodysAddress() {
        sink = MailSink.start();
        organization = People.organization();
        person = People.person(organization, "l1");
        session = Logins.of(person);
    }

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void each_table_that_refers_to_accounts_is_a_way_in_or_known_to_be_none() {
        Set<String> known = new TreeSet<>(NO_WAY_IN);
        Arrays.stream(WayIn.values()).map(WayIn::table).forEach(known::add);

        List<List<Object>> referring = Database.rows("""
                SELECT DISTINCT c.table_name::text FROM information_schema.columns c
                  JOIN information_schema.tables t USING (table_schema, table_name)
                 WHERE c.table_schema = 'identity' AND t.table_type = 'BASE TABLE' AND c.column_name IN ('user_id', 'account_id')
                UNION
                SELECT conrelid::regclass::text FROM pg_constraint
                 WHERE contype = 'f' AND confrelid = 'identity.users'::regclass""");

        assertThat(referring.stream()
                        .map(row -> row.getFirst().toString().replace("identity.", ""))
                        .filter(table -> !known.contains(table)))
                .as("add a table to WayIn, or here if nobody comes in by it")
                .isEmpty();
    }

    @Test
    void the_first_reset_ends_all_that_was_set_before() {
        setBefore();

        reset(token(1));

        assertThat(left()).isEmpty();
        assertThat(proved()).isTrue();
        session.refresh().statusCode(401);
        // No factor is asked for: those there were nobody's.
        People.login(person.email(), FRESH).statusCode(200).body("accessToken", notNullValue());
    }

    @Test
    void a_later_reset_leaves_second_factors_and_a_login_asks_for_them() {
        People.proved(person);
        setBefore();

        reset(token(1));

        assertThat(left()).containsExactlyInAnyOrder("totp_factors", "passkeys", "recovery_codes", "git_connections");
        session.refresh().statusCode(401);
        People.login(person.email(), FRESH).statusCode(200).body("mfaRequired", equalTo(true));
    }

    @Test
    void an_invitation_that_the_account_accepts_is_a_first_proof_and_takes_another_password() throws Exception {
        setBefore();
        String other = People.organization();
        People.admin(other)
                .body(Map.of("email", person.email(), "roles", List.of("l1")))
                .post("/api/v1/invitations")
                .then()
                .statusCode(201);
        String mailed = Changes.token(Changes.mails(sink, person.email(), 1).getFirst(), "/invitation");

        accept(Map.of("token", mailed)).statusCode(422).body("code", equalTo("new-password-required"));
        accept(Map.of("token", mailed, "newPassword", FRESH)).statusCode(200).body("organizationId", equalTo(other));

        assertThat(left()).isEmpty();
        assertThat(proved()).isTrue();
        session.refresh().statusCode(401);
        People.login(person.email(), People.PASSWORD).statusCode(401);
        People.login(person.email(), FRESH).statusCode(200);
    }

    @Test
    void a_confirmed_address_is_a_first_proof_and_takes_another_password() throws Exception {
        setBefore();
        People.with(session.accessToken())
                .post("/api/v1/me/email-verification")
                .then()
                .statusCode(202);
        String mailed = Changes.token(Changes.mails(sink, person.email(), 1).getFirst(), "/verify-email");

        confirm(Map.of("token", mailed)).statusCode(422).body("code", equalTo("new-password-required"));
        confirm(Map.of("token", mailed, "newPassword", FRESH)).statusCode(204);

        assertThat(left()).isEmpty();
        session.refresh().statusCode(401);
        People.login(person.email(), People.PASSWORD).statusCode(401);
        People.login(person.email(), FRESH).statusCode(200);
    }

    @Test
    void before_its_address_is_proved_an_account_gets_no_factor() {
        People.with(session.accessToken())
                .body(Map.of("password", People.PASSWORD))
                .post("/api/v1/me/mfa/totp")
                .then()
                .statusCode(409)
                .body("code", equalTo("email-unverified"));
        People.with(session.accessToken())
                .body(Map.of("password", People.PASSWORD))
                .post("/api/v1/me/mfa/passkeys/options")
                .then()
                .statusCode(409)
                .body("code", equalTo("email-unverified"));
    }

    @Test
    void the_administrator_of_the_installation_counts_as_proved() {
        assertThat(Database.value(
                        "SELECT email_verified FROM identity.users WHERE email = ?", IdentityServers.ADMIN_EMAIL))
                .isEqualTo(true);
    }

    /** As the services of before have let it be. */
    private void setBefore() {
        String id = person.id();
        insert(
                "INSERT INTO identity.external_identities (id, user_id, issuer, subject, created_at) VALUES (gen_random_uuid(), ?::uuid, 'https://idp.test', ?, now())",
                id,
                UUID.randomUUID().toString());
        insert(
                "INSERT INTO identity.oidc_flows (state_hash, secret_hash, nonce_hash, verifier_encrypted, provider, user_id, expires_at) VALUES (sha256(?::text::bytea), sha256('b'), sha256('c'), 'd', 'corp', ?::uuid, now() + interval '5 minutes')",
                UUID.randomUUID().toString(),
                id);
        insert(
                "INSERT INTO identity.totp_factors (user_id, secret_encrypted, created_at, confirmed_at, last_step) VALUES (?::uuid, 'x', now(), now(), 1)",
                id);
        insert(
                "INSERT INTO identity.passkeys (id, user_id, credential_id, credential_data, transports, name, sign_count, backup_eligible, backed_up, created_at) VALUES (gen_random_uuid(), ?::uuid, ?::text::bytea, 'x', '{}', 'key', 0, false, false, now())",
                id,
                UUID.randomUUID().toString());
        insert(
                "INSERT INTO identity.recovery_codes (user_id, code_hash, created_at) VALUES (?::uuid, sha256('x'), now())",
                id);
        insert(
                "INSERT INTO identity.git_connections (id, user_id, provider, server_url, username, token_encrypted, key_id, created_at) VALUES (gen_random_uuid(), ?::uuid, 'github', 'https://git.test', 'x', 'x', 1, now())",
                id);
        insert(
                "INSERT INTO identity.api_keys (tenant_id, id, user_id, name, key_prefix, secret_hash, scopes, created_at, expires_at) VALUES (?::uuid, gen_random_uuid(), ?::uuid, 'x', 'x', sha256('x'), '{ticket:read}', now(), now() + interval '1 day')",
                organization,
                id);
    }

    private static void insert(String sql, Object... parameters) {
        assertThat(Database.update(sql, parameters)).isEqualTo(1);
    }

    /** The tables with a way in that can be used. */
    private List<String> left() {
        return Database.rows("""
                        SELECT 'external_identities' FROM identity.external_identities WHERE user_id = $1
                        UNION SELECT 'oidc_flows' FROM identity.oidc_flows WHERE user_id = $1
                        UNION SELECT 'totp_factors' FROM identity.totp_factors WHERE user_id = $1
                        UNION SELECT 'passkeys' FROM identity.passkeys WHERE user_id = $1
                        UNION SELECT 'recovery_codes' FROM identity.recovery_codes WHERE user_id = $1
                        UNION SELECT 'git_connections' FROM identity.git_connections WHERE user_id = $1
                        UNION SELECT 'api_keys' FROM identity.api_keys WHERE user_id = $1 AND revoked_at IS NULL
                        UNION SELECT 'user_sessions' FROM identity.user_sessions WHERE user_id = $1 AND ended_at IS NULL
                        """.replace("$1", "'" + person.id() + "'")).stream()
                .map(row -> row.getFirst().toString())
                .toList();
    }

    private boolean proved() {
        return (boolean) Database.value("SELECT email_verified FROM identity.users WHERE id = ?::uuid", person.id());
    }

    private String token(int mails) {
        People.anonymous()
                .body(Map.of("email", person.email()))
                .post("/api/v1/auth/password-resets")
                .then()
                .statusCode(202);
        try {
            Matcher link = RESET.matcher(Changes.mails(sink, person.email(), mails)
                    .getLast()
                    .getContent()
                    .toString());
            assertThat(link.find()).isTrue();
            return link.group(1);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void reset(String token) {
        People.anonymous()
                .body(Map.of("token", token, "newPassword", FRESH))
                .post("/api/v1/auth/password-resets/complete")
                .then()
                .statusCode(204);
    }

    private ValidatableResponse accept(Map<String, String> body) {
        return People.with(session.accessToken())
                .body(body)
                .post("/api/v1/me/invitations/accept")
                .then();
    }

    private static ValidatableResponse confirm(Map<String, String> body) {
        return People.anonymous()
                .body(body)
                .post("/api/v1/auth/email-verifications/complete")
                .then();
    }
}
