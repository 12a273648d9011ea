package io.steward.identity.oauth;

import static io.steward.identity.oauth.TokenEndpoint.ask;
import static io.steward.identity.oauth.TokenEndpoint.claims;
import static io.steward.identity.oauth.TokenEndpoint.granted;
import static io.steward.identity.oauth.TokenEndpoint.refresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.session.Logins;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A token that was asked for with less makes nothing that can do more. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class NarrowedTokenTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                POST   | /api/v1/auth/organization
                POST   | /api/v1/auth/logout
                POST   | /api/v1/api-keys
                GET    | /api/v1/api-keys
                GET    | /api/v1/sessions
                DELETE | /api/v1/sessions
                PUT    | /api/v1/me/password
                PATCH  | /api/v1/me
                POST   | /api/v1/me/mfa/totp
                GET    | /api/v1/me/mfa
                POST   | /api/v1/me/mfa/passkeys
                POST   | /api/v1/me/identities/any
                POST   | /api/v1/me/invitations/accept
                POST   | /api/v1/me/email-verification
                POST   | /api/v1/git-connections
                """)
    void is_refused_where_a_session_is_needed(Method method, String path) {
        People.with(narrowed("ticket:read"))
                .body(body(path))
                .request(method, path)
                .then()
                .statusCode(403)
                .body("code", is("session-required"));
    }

    @Test
    void gives_no_role_that_may_do_more() {
        String organization = People.organization();
        var admin = People.person(organization, "admin");
        String token = granted(ask(form(Logins.of(admin), "user:create user:read role:assign")))
                .getString("access_token");

        People.with(token)
                .body(People.newUser("admin"))
                .post("/api/v1/users")
                .then()
                .statusCode(403)
                .body("code", is("role-escalation"));
    }

    @Test
    void says_so_and_the_session_it_is_of_stays_whole() {
        Logins session = Logins.of(People.person(People.organization(), "l1"));
        JsonObject narrowed = granted(ask(form(session, "ticket:read")));
        assertThat(claims(narrowed).getBoolean("narrowed")).isTrue();

        JsonObject whole = granted(refresh(narrowed.getString("refresh_token")));
        assertThat(claims(whole).containsKey("narrowed")).isFalse();
        People.with(whole.getString("access_token"))
                .get("/api/v1/sessions")
                .then()
                .statusCode(200);
    }

    private static String narrowed(String scope) {
        return granted(ask(form(Logins.of(People.person(People.organization(), "l1")), scope)))
                .getString("access_token");
    }

    private static String form(Logins session, String scope) {
        return "grant_type=refresh_token&refresh_token=" + session.refreshToken() + "&scope=" + scope.replace(" ", "+");
    }

    private static Map<String, ?> body(String path) {
        return switch (path) {
            case "/api/v1/auth/organization" -> Map.of("organizationId", UUID.randomUUID());
            case "/api/v1/api-keys" -> Map.of("name", "more", "scopes", List.of("ticket:read", "ticket:read-all"));
            default -> Map.of();
        };
    }
}
