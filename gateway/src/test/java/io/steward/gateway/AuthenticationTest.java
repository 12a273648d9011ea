package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.gateway.revocation.RevokedSessions;
import io.steward.gateway.token.Authentication;
import jakarta.inject.Inject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Settings.class)
class AuthenticationTest extends GatewayTest {

    @Inject
    RevokedSessions revoked;

    @Inject
    Authentication authentication;

    @AfterEach
    void firstKeyAgain() {
        services.keys = new JsonWebKeySet(Tokens.FIRST.key());
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/auth/login",
        "POST, /api/v1/auth/refresh",
        "POST, /api/v1/auth/mfa",
        "POST, /api/v1/auth/password-resets",
        "POST, /api/v1/auth/password-resets/abc",
        "POST, /api/v1/auth/email-verifications/complete",
        "POST, /api/v1/auth/invitations/accept",
        "GET, /api/v1/auth/oidc",
        "POST, /api/v1/auth/oidc/corp/callback",
        "POST, /api/v1/oauth/token",
        "GET, /.well-known/oauth-authorization-server",
        "GET, /.well-known/other",
        "GET, /.well-known/openid-configuration"
    })
    void publicOperationsNeedNoToken(String method, String path) throws Exception {
        var answer = send(to(path).method(method, BodyPublishers.ofString(method.equals("POST") ? "{}" : "")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/auth/login",
        "POST, /api/v1/auth/logout",
        "POST, /api/v1/auth/login/x",
        "POST, /.well-known/other",
        "GET, /api/v1/tickets",
        "OPTIONS, /api/v1/tickets",
        "POST, /api/v1/auth/password-resetsx",
        "POST, /api/v1/auth/invitations",
        "GET, /api/v1/oauth/token",
        "POST, /api/v1/oauth/token/x",
        "POST, /api/v1/me/invitations/accept"
    })
    void everythingElseNeedsOne(String method, String path) throws Exception {
        var answer = send(to(path).method(method, BodyPublishers.noBody()));
        isProblem(answer, 401, "token-missing");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic abc", "Bearer", "Bearer ", "Token x"})
    void otherCredentialsAreNone(String authorization) throws Exception {
        isProblem(send(to("/api/v1/tickets").header("Authorization", authorization)), 401, "token-missing");
    }

    @Test
    void aStaleTokenDoesNotBarAPublicOperationAndDoesNotGoOn() throws Exception {
        var answer = send(to("/api/v1/auth/login")
                .header("Authorization", "Bearer rubbish")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(body(answer).getJsonObject("headers").containsKey("authorization"))
                .isFalse();
    }

    @Test
    void aVerifiedTokenIsRememberedHoweverItsHeaderIsSpaced() {
        token = Tokens.FIRST.valid();
        assertThat(authentication.recall("Bearer " + token)).isNull();
        assertThat(authentication.verify("Bearer  " + token).succeeded()).isTrue();
        assertThat(authentication.recall("Bearer  " + token)).isNotNull();
        assertThat(authentication.recall("bearer " + token + " ")).isNotNull();
    }

    @Test
    void theTokenGoesOnToTheService() throws Exception {
        assertThat(body(get("/api/v1/tickets")).getJsonObject("headers").getString("authorization"))
                .isEqualTo("Bearer " + token);
    }

    @Test
    void noOtherAlgorithmIsAccepted() throws Exception {
        invalid(Tokens.FIRST.unsigned(Tokens.claims()));
        invalid(Tokens.FIRST.hmacWithPublicKey(Tokens.claims()));
        invalid(Tokens.FIRST.rs512(Tokens.claims()));
        invalid("a.b.c");
        invalid("rubbish");
    }

    @Test
    void anotherKeyUnderAKnownIdIsRefused() throws Exception {
        invalid(Tokens.named("key-1").valid());
    }

    @Test
    void aChangedPayloadIsRefused() throws Exception {
        var mine = Tokens.FIRST.valid().split("\\.");
        var other = Tokens.FIRST.valid().split("\\.");
        invalid(mine[0] + "." + other[1] + "." + mine[2]);
    }

    @Test
    void issuerAudienceSessionSubjectAndEndAreDemanded() throws Exception {
        var issuer = Tokens.claims();
        issuer.setIssuer("someone");
        invalid(Tokens.FIRST.sign(issuer));
        var audience = Tokens.claims();
        audience.setAudience("other");
        invalid(Tokens.FIRST.sign(audience));
        for (var claim : new String[] {"iss", "aud", "sub", "sid", "exp"}) {
            JwtClaims without = Tokens.claims();
            without.unsetClaim(claim);
            invalid(Tokens.FIRST.sign(without));
        }
    }

    @Test
    void anExpiredTokenSaysSo() throws Exception {
        var claims = Tokens.claims();
        claims.setExpirationTime(Tokens.inSeconds(-1));
        token = Tokens.FIRST.sign(claims);
        isProblem(get("/api/v1/tickets"), 401, "token-expired");
    }

    @Test
    void aRememberedTokenIsNotAcceptedPastItsEnd() throws Exception {
        var claims = Tokens.claims();
        claims.setExpirationTime(Tokens.inSeconds(2));
        token = Tokens.FIRST.sign(claims);
        assertThat(get("/api/v1/tickets").statusCode()).isEqualTo(200);
        eventually("it is refused", Duration.ofSeconds(4), () -> status("/api/v1/tickets") == 401);
        isProblem(get("/api/v1/tickets"), 401, "token-expired");
    }

    @Test
    void aRevokedSessionIsOutAtOnceThoughItsTokenIsRemembered() throws Exception {
        var session = UUID.randomUUID().toString();
        token = Tokens.FIRST.ofSession(session);
        assertThat(get("/api/v1/tickets").statusCode()).isEqualTo(200);
        revoked.revoke(session, Instant.now().plusSeconds(600));
        var answer = get("/api/v1/tickets");
        isProblem(answer, 401, "session-ended");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("error=\"invalid_token\"");
    }

    @Test
    void keysRotateWithoutARefusedRequest() throws Exception {
        var second = Tokens.named("key-2");
        // The new key signs in the same moment in which it is published: harder than it has to be.
        services.keys = new JsonWebKeySet(Tokens.FIRST.key(), second.key());
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var i = 0; i < 40; i++) {
            token = (i % 2 == 0 ? Tokens.FIRST : second).valid();
            answers.add(CLIENT.sendAsync(withToken("/api/v1/tickets").build(), HttpResponse.BodyHandlers.ofString()));
        }
        for (var answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aWithdrawnKeyIsForgottenWithWhatItSigned() throws Exception {
        var second = Tokens.named("key-3");
        services.keys = new JsonWebKeySet(Tokens.FIRST.key(), second.key());
        token = second.valid();
        assertThat(get("/api/v1/tickets").statusCode()).isEqualTo(200);
        services.keys = new JsonWebKeySet(Tokens.FIRST.key());
        eventually("it is refused", Duration.ofSeconds(8), () -> status("/api/v1/tickets") == 401);
    }

    @Test
    void aFloodOfUnknownKeysCostsOneReadingASecond() throws Exception {
        var stranger = Tokens.named("nobody");
        var known = Tokens.FIRST.valid();
        var before = services.jwksReads.get();
        var begun = System.nanoTime();
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var i = 0; i < 300; i++) {
            token = stranger.valid();
            answers.add(CLIENT.sendAsync(withToken("/api/v1/tickets").build(), HttpResponse.BodyHandlers.ofString()));
        }
        token = known;
        assertThat(get("/api/v1/tickets").statusCode()).isEqualTo(200);
        for (var answer : answers) {
            isProblem(answer.get(), 401, "token-invalid");
        }
        var seconds = (System.nanoTime() - begun) / 1_000_000_000;
        assertThat(services.jwksReads.get() - before).isBetween(1, (int) (seconds + 2 + seconds / 5 + 1));
    }

    @Test
    void knownKeysGoOnWhileTheIssuerIsAway() throws Exception {
        assertThat(get("/api/v1/tickets").statusCode()).isEqualTo(200);
        services.stop("identity");
        try {
            token = Tokens.named("unknown").valid();
            isProblem(get("/api/v1/tickets"), 401, "token-invalid");
            token = Tokens.FIRST.valid();
            assertThat(get("/api/v1/tickets").statusCode()).isEqualTo(200);
        } finally {
            services.start("identity");
        }
    }

    private int status(String path) {
        try {
            return get(path).statusCode();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void invalid(String wrong) throws Exception {
        token = wrong;
        var before = services.wholeBodies.get();
        var answer = get("/api/v1/tickets");
        isProblem(answer, 401, "token-invalid");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer error=\"invalid_token\"");
        assertThat(services.wholeBodies.get()).isEqualTo(before);
    }
}
