package io.steward.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.testkit.Database;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a provider that speaks the protocol, PKCE included. */
@QuarkusTest
@WithTestResource(OidcServers.class)
class OidcLoginTest {
    private static final String MINE = "/api/v1/me/identities";

    @Inject
    SettableClock clock;

    private final String subject = "subject-" + UUID.randomUUID();
    /** One for all tests: identity remembers its keys. */
    private static MockOAuth2Server provider;

    private Person person;
    private String token;

    @BeforeAll
    static void start() throws Exception {
        provider = new MockOAuth2Server();
        provider.start(
                InetAddress.getLoopbackAddress(),
                ConfigProvider.getConfig().getValue(OidcServers.HONEST_PORT, Integer.class));
    }

    @AfterAll
    static void stop() {
        provider.shutdown();
    }

    @BeforeEach
    void somebody() {
        person = People.proved(People.person(People.organization(), "requester"));
        token = People.token(person);
    }

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void the_providers_are_listed_with_what_people_read() {
        People.anonymous()
                .get("/api/v1/auth/oidc")
                .then()
                .statusCode(200)
                .body("items.name", contains("corp", "scripted", "trusted"))
                .body("items[0].displayName", equalTo("The corp login"))
                .body("items[0].size()", equalTo(2));
        People.anonymous()
                .post("/api/v1/auth/oidc/nobody/authorizations")
                .then()
                .statusCode(404);
    }

    @Test
    void a_linked_person_logs_in_and_the_audit_log_says_by_which_provider() throws Exception {
        link("corp", subject).statusCode(204);
        knows("corp", subject, Map.of());

        Flow flow = Flow.begun("corp");
        Map<String, String> tokens = flow.ended()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .extract()
                .path("findAll { it.key.endsWith('Token') }");

        assertThat(flow.asked())
                .containsEntry("response_type", "code")
                .containsEntry("client_id", OidcServers.CLIENT)
                .containsEntry("redirect_uri", OidcServers.REDIRECT)
                .containsEntry("scope", "openid email profile")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("state", flow.state());
        People.with(tokens.get("accessToken")).get("/api/v1/me").then().body("id", equalTo(person.id()));
        assertThat(Database.rows("""
                        SELECT action, new_values::text FROM identity.audit_logs
                         WHERE resource_id = ? AND action LIKE 'login.%' ORDER BY sequence""", person.id()))
                .containsExactly(List.of("login.by-provider", "{\"provider\":\"corp\"}"));
        People.with(token)
                .get(MINE)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].provider", equalTo("corp"))
                .body("items[0].subject", equalTo(subject))
                .body("items[0].lastUsedAt", containsString("T"));
    }

    @Test
    void the_client_proves_itself_and_its_verifier_at_the_token_endpoint() throws Exception {
        link("corp", subject).statusCode(204);
        knows("corp", subject, Map.of());
        Flow.begun("corp").ended().statusCode(200);

        boolean seen = false;
        for (var request = provider.takeRequest(1, java.util.concurrent.TimeUnit.SECONDS); request != null && !seen; ) {
            if (request.getPath().endsWith("/corp/token")) {
                String credentials = new String(java.util.Base64.getDecoder()
                        .decode(request.getHeader("Authorization").substring("Basic ".length())));
                assertThat(credentials).isEqualTo("steward-of-a-test:a+client%27s+secret+%26+more");
                assertThat(request.getBody().snapshot().utf8())
                        .contains("code_verifier=")
                        .doesNotContain("client_secret");
                seen = true;
            } else {
                request = provider.takeRequest(1, java.util.concurrent.TimeUnit.SECONDS);
            }
        }
        assertThat(seen).isTrue();
    }

    @Test
    void a_person_whom_nobody_knows_here_gets_no_session_and_no_account() {
        knows("corp", subject, Map.of("email", "new-" + subject + "@example.org", "email_verified", true));

        Flow.begun("corp").ended().statusCode(403).body("code", equalTo("identity-unknown"));

        assertThat(Database.rows("SELECT 1 FROM identity.users WHERE email LIKE ?", "new-" + subject + "%"))
                .isEmpty();
    }

    @Test
    void a_verified_email_links_where_that_is_set_and_both_sides_have_verified_it() {
        Map<String, Object> claims =
                new HashMap<>(Map.of("email", person.email().toUpperCase(), "email_verified", true));
        Database.update("UPDATE identity.users SET email_verified = false WHERE id = ?::uuid", person.id());
        knows("trusted", subject, claims);
        Flow.begun("trusted").ended().statusCode(403);

        verified();
        for (Object unverified : new Object[] {false, "true", 1}) {
            claims.put("email_verified", unverified);
            knows("trusted", subject, claims);
            Flow.begun("trusted").ended().statusCode(403);
        }
        claims.put("email_verified", true);
        knows("corp", subject, claims);
        Flow.begun("corp").ended().statusCode(403);
        assertThat(identities()).isEmpty();

        knows("trusted", subject, claims);
        Flow.begun("trusted").ended().statusCode(200);
        assertThat(identities()).hasSize(1);
        assertThat(told()).isEqualTo(1);
        // From then on by the subject, whatever his email is.
        knows("trusted", subject, Map.of("email", "other@example.org", "email_verified", true));
        Flow.begun("trusted").ended().statusCode(200);
        // And nobody else by that email.
        knows("trusted", "another-" + subject, claims);
        Flow.begun("trusted").ended().statusCode(403);
        assertThat(identities()).hasSize(1);
    }

    @Test
    void the_installations_administrator_is_never_linked_by_an_email() {
        Database.update(
                "UPDATE identity.users SET is_installation_admin = true, email_verified = true WHERE id = ?::uuid",
                person.id());
        try {
            knows("trusted", subject, Map.of("email", person.email(), "email_verified", true));
            Flow.begun("trusted").ended().statusCode(403);
        } finally {
            Database.update("UPDATE identity.users SET is_installation_admin = false WHERE id = ?::uuid", person.id());
        }
    }

    @Test
    void a_disabled_account_does_not_log_in_linked_or_not() {
        link("corp", subject).statusCode(204);
        verified();
        Database.update("UPDATE identity.users SET status = 'DISABLED' WHERE id = ?::uuid", person.id());

        knows("corp", subject, Map.of());
        Flow.begun("corp").ended().statusCode(403).body("code", equalTo("identity-unknown"));
        knows("trusted", subject, Map.of("email", person.email(), "email_verified", true));
        Flow.begun("trusted").ended().statusCode(403).body("code", equalTo("identity-unknown"));
    }

    @Test
    void an_unlinked_identity_logs_nobody_in() {
        link("corp", subject).statusCode(204);
        String id = People.with(token).get(MINE).then().extract().path("items[0].id");
        String stranger = People.token(People.person(People.organization(), "admin"));
        People.with(stranger).get(MINE).then().body("items", hasSize(0));
        People.with(stranger).delete(MINE + "/" + id).then().statusCode(404);

        People.with(token).delete(MINE + "/" + id).then().statusCode(204);
        People.with(token).delete(MINE + "/" + id).then().statusCode(404);

        knows("corp", subject, Map.of());
        Flow.begun("corp").ended().statusCode(403);
    }

    @Test
    void the_owner_is_told_by_mail_of_every_new_way_in() {
        link("corp", subject).statusCode(204);
        assertThat(told()).isEqualTo(1);

        link("corp", "another-" + subject).statusCode(409);
        assertThat(told()).isEqualTo(1);
    }

    @Test
    void an_identity_is_one_accounts_and_an_account_has_one_of_a_provider() {
        link("corp", subject).statusCode(204);
        link("corp", "another-" + subject).statusCode(409).body("code", equalTo("identity-linked"));
        token = People.token(People.proved(People.person(People.organization(), "requester")));
        link("corp", subject).statusCode(409).body("code", equalTo("identity-linked"));
    }

    @Test
    void whoever_links_knows_the_password() {
        begin(token, "corp", "a wrong password").statusCode(403).body("code", equalTo("password-wrong"));
        begin(token, "nobody", People.PASSWORD).statusCode(404);
        People.anonymous()
                .body(Map.of("currentPassword", "x"))
                .post(MINE + "/corp")
                .then()
                .statusCode(401);
    }

    @Test
    void what_one_account_began_to_link_neither_another_one_ends_nor_a_login() {
        knows("corp", subject, Map.of());
        Flow flow = linking(token);
        Map<String, String> body = flow.body(flow.approved().get("code"));

        People.anonymous().body(body).post(Flow.LOGINS + "corp/callback").then().statusCode(401);
        String stranger = People.token(People.person(People.organization(), "requester"));
        People.with(stranger)
                .body(body)
                .post(flow.path())
                .then()
                .statusCode(401)
                .body("code", equalTo("oidc-flow-invalid"));
        Flow login = Flow.begun("corp");
        People.with(token).body(login.body("code")).post(flow.path()).then().statusCode(401);
        assertThat(identities()).isEmpty();

        People.with(token).body(body).post(flow.path()).then().statusCode(204);
    }

    @Test
    void a_state_works_once_and_only_with_the_secret_that_was_given_with_it() {
        link("corp", subject).statusCode(204);
        knows("corp", subject, Map.of());
        Flow flow = Flow.begun("corp");
        Flow attackers = Flow.begun("corp");
        String code = flow.approved().get("code");

        Map<String, String> stolen = flow.body(code);
        stolen.put("flowSecret", attackers.flowSecret());
        flow.post(stolen).statusCode(401).body("code", equalTo("oidc-flow-invalid"));
        Map<String, String> elsewhere = flow.body(code);
        People.anonymous()
                .body(elsewhere)
                .post(Flow.LOGINS + "trusted/callback")
                .then()
                .statusCode(401);

        flow.ended(code).statusCode(200);
        flow.ended(code).statusCode(401).body("code", equalTo("oidc-flow-invalid"));
    }

    @Test
    void callbacks_of_no_flow_leave_the_audit_log_as_it_is() {
        long before = (long) Database.value("SELECT count(*) FROM identity.audit_logs");
        for (int call = 0; call < 20; call++) {
            People.anonymous()
                    .body(Map.of("state", "s".repeat(43), "code", "c", "flowSecret", "f".repeat(43)))
                    .post(Flow.LOGINS + "corp/callback")
                    .then()
                    .statusCode(401)
                    .body("code", equalTo("oidc-flow-invalid"));
        }

        assertThat((long) Database.value("SELECT count(*) FROM identity.audit_logs"))
                .isEqualTo(before);
    }

    @Test
    void a_code_from_another_flow_is_refused_by_pkce() {
        link("corp", subject).statusCode(204);
        Flow victims = Flow.begun("corp");
        Flow attackers = Flow.begun("corp");

        attackers.ended(victims.approved().get("code")).statusCode(401).body("code", equalTo("oidc-login-failed"));
    }

    @Test
    void a_flow_that_took_too_long_is_over() {
        link("corp", subject).statusCode(204);
        Flow flow = Flow.begun("corp");
        String code = flow.approved().get("code");

        clock.set(clock.instant().plus(Duration.ofMinutes(10)));
        flow.ended(code).statusCode(401).body("code", equalTo("oidc-flow-invalid"));
    }

    @Test
    void a_code_that_names_another_issuer_is_refused() {
        link("corp", subject).statusCode(204);
        Flow flow = Flow.begun("corp");
        Map<String, String> body = flow.body(flow.approved().get("code"));
        body.put("iss", "http://localhost:1/evil");

        flow.post(body).statusCode(401).body("code", equalTo("oidc-login-failed"));
    }

    @Test
    void what_is_no_callback_is_refused() {
        Flow flow = Flow.begun("corp");
        Map<String, String> body = flow.body("");
        flow.post(body).statusCode(400).body("code", equalTo("validation-failed"));
        body = flow.body("code");
        body.put("extra", "x");
        flow.post(body).statusCode(400).body("code", equalTo("unknown-property"));
        body = flow.body("c".repeat(4097));
        flow.post(body).statusCode(400);
        flow.post(Map.of()).statusCode(400);
    }

    private void verified() {
        Database.update("UPDATE identity.users SET email_verified = true WHERE id = ?::uuid", person.id());
    }

    private long told() {
        return (long) Database.value(
                "SELECT count(*) FROM identity.security_notices WHERE user_id = ?::uuid AND kind = 'IDENTITY_LINKED'",
                person.id());
    }

    private List<List<Object>> identities() {
        return Database.rows("SELECT 1 FROM identity.external_identities WHERE user_id = ?::uuid", person.id());
    }

    /** The next token is this person's. */
    private void knows(String issuer, String name, Map<String, Object> claims) {
        provider.enqueueCallback(new DefaultOAuth2TokenCallback(issuer, name, "JWT", null, claims));
    }

    private ValidatableResponse link(String issuer, String name) {
        knows(issuer, name, Map.of());
        Flow flow = linking(token);
        return People.with(token)
                .body(flow.body(flow.approved().get("code")))
                .post(flow.path())
                .then();
    }

    private static Flow linking(String token) {
        return Flow.of(MINE + "/corp/callback", begin(token, "corp", People.PASSWORD));
    }

    private static ValidatableResponse begin(String token, String issuer, String password) {
        return People.with(token)
                .body(Map.of("currentPassword", password))
                .post(MINE + "/" + issuer)
                .then();
    }
}
