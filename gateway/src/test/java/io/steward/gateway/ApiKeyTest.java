package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.gateway.revocation.RevokedSessions;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Settings.class)
class ApiKeyTest extends GatewayTest {

    private static final String PATH = "/api/v1/tickets";

    @Inject
    RevokedSessions revoked;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Bearer ", "authorization: bearer  ", "X-API-Key: ", "x-api-key: "})
    void aKeyInEitherHeaderBecomesATokenAndGoesNoFurther(String header) throws Exception {
        var key = ApiKey.known(services, 60);
        var answer = body(send(with(header, key))).getJsonObject("headers");
        assertThat(answer.getString("authorization"))
                .isEqualTo("Bearer " + services.exchanges.get(key.text()).body().getString("accessToken"));
        assertThat(answer.encode()).doesNotContain(key.secret()).doesNotContain("x-api-key");
        assertThat(key.exchanges(services)).isEqualTo(1);
        assertThat(send(with(header, key)).statusCode()).isEqualTo(200);
        assertThat(key.exchanges(services)).as("remembered").isEqualTo(1);
        assertThat(text(metrics)).contains("steward_gateway_apikey_exchanges_total ");
    }

    @Test
    void aBodyArrivesWholeAfterAnExchangeThatTookTime() throws Exception {
        var key = ApiKey.random();
        key.answered(services, Tokens.FIRST.ofApiKey(key.id().toString(), 60), 200);
        var answer = send(to(PATH).header("X-API-Key", key.text())
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(body(answer).getInteger("length")).isEqualTo(100_000);
    }

    @Test
    void fiftyFirstRequestsAtOnceCostOneExchange() throws Exception {
        var key = ApiKey.random();
        key.answered(services, Tokens.FIRST.ofApiKey(key.id().toString(), 60), 300);
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var i = 0; i < 50; i++) {
            answers.add(CLIENT.sendAsync(
                    to(PATH).header("X-API-Key", key.text()).build(), HttpResponse.BodyHandlers.ofString()));
        }
        for (var answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
        assertThat(key.exchanges(services)).isEqualTo(1);
    }

    @Test
    void whatNoKeyLooksLikeIsRefusedWithoutAskingIdentity() throws Exception {
        var before = services.exchanged.size();
        var key = ApiKey.known(services, 60).text();
        var last = key.charAt(key.length() - 1) == '0' ? '1' : '0';
        var wrong = new String[] {
            key.substring(0, key.length() - 1) + last,
            key.replace("_local_", "_prod_"),
            key.toUpperCase(),
            key + "x",
            "stw_",
            "stw_local_1_2_3",
        };
        for (var text : wrong) {
            isRefused(send(to(PATH).header("X-API-Key", text)), "api-key-malformed");
        }
        isRefused(send(to(PATH).header("X-API-Key", "")), "api-key-malformed");
        isRefused(send(to(PATH).header("X-API-Key", Tokens.FIRST.valid())), "api-key-malformed");
        isRefused(send(to(PATH).header("Authorization", "Bearer " + wrong[0])), "api-key-malformed");
        assertThat(services.exchanged).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-key-invalid", "api-key-expired", "api-key-revoked", "api-key-owner-inactive"})
    void whatIdentityRefusesIsRefusedAndRememberedForAWhile(String code) throws Exception {
        var key = ApiKey.random();
        key.refused(services, 401, code);
        var forwarded = services.wholeBodies.get();
        isRefused(send(with("X-API-Key: ", key)), code);
        isRefused(send(with("Authorization: Bearer ", key)), code);
        assertThat(key.exchanges(services)).isEqualTo(1);
        assertThat(services.wholeBodies.get()).isEqualTo(forwarded);
        key.answered(services, Tokens.FIRST.ofApiKey(key.id().toString(), 60), 0);
        eventually("it is asked again", Duration.ofSeconds(10), () -> status(key) == 200);
    }

    @Test
    void onlyATokenOfThisKeyIsBelieved() throws Exception {
        var other = ApiKey.random();
        other.answered(services, Tokens.FIRST.ofApiKey(UUID.randomUUID().toString(), 60), 0);
        isProblem(send(with("X-API-Key: ", other)), 503, "upstream-unavailable");
        var session = ApiKey.random();
        session.answered(services, Tokens.FIRST.ofSession(session.id().toString()), 0);
        isProblem(send(with("X-API-Key: ", session)), 503, "upstream-unavailable");
        var forged = ApiKey.random();
        forged.answered(services, Tokens.named("key-1").ofApiKey(forged.id().toString(), 60), 0);
        assertThat(send(with("X-API-Key: ", forged)).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"403, forbidden", "500, internal-error", "401, other", "200, none", "400, validation-failed"})
    void anAnswerThatSaysNothingOfTheKeyIsAnOutage(int status, String code) throws Exception {
        var key = ApiKey.random();
        key.refused(services, status, code);
        isProblem(send(with("X-API-Key: ", key)), 503, "upstream-unavailable");
        isProblem(send(with("X-API-Key: ", key)), 503, "upstream-unavailable");
        assertThat(key.exchanges(services)).as("not remembered").isEqualTo(2);
    }

    @Test
    void aTokenIsRenewedBeforeItsEnd() throws Exception {
        var key = ApiKey.known(services, 11);
        assertThat(status(key)).isEqualTo(200);
        var next = Tokens.FIRST.ofApiKey(key.id().toString(), 60);
        key.answered(services, next, 0);
        eventually("the next is used", Duration.ofSeconds(8), () -> next.equals(forwarded(key)));
        assertThat(key.exchanges(services)).isEqualTo(2);
    }

    @Test
    void whileIdentityIsAwayKnownKeysGoOnToTheirEndAndOthersAreTold() throws Exception {
        // Shorter than what is renewed before its end: identity is asked at every request, and not needed.
        var brief = ApiKey.known(services, 4);
        var known = ApiKey.known(services, 60);
        assertThat(status(brief)).isEqualTo(200);
        assertThat(status(known)).isEqualTo(200);
        services.stop("identity");
        try {
            assertThat(status(known)).isEqualTo(200);
            assertThat(status(brief)).isEqualTo(200);
            var answer = send(with("X-API-Key: ", ApiKey.random()));
            isProblem(answer, 503, "upstream-unavailable");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            eventually("its end", Duration.ofSeconds(10), () -> status(brief) == 503);
            assertThat(status(known)).isEqualTo(200);
            revoked.revoke(known.id().toString(), Instant.now().plusSeconds(60));
            isRefused(send(with("X-API-Key: ", known)), "api-key-revoked");
        } finally {
            services.start("identity");
        }
    }

    @Test
    void aSilentIdentityIsNotWaitedForForLong() throws Exception {
        var key = ApiKey.random();
        key.answered(services, Tokens.FIRST.ofApiKey(key.id().toString(), 60), 60_000);
        isProblem(send(with("X-API-Key: ", key)), 503, "upstream-unavailable");
    }

    @Test
    void aRevokedKeyIsOutAtOnceThoughItsTokenIsRemembered() throws Exception {
        var key = ApiKey.known(services, 60);
        assertThat(status(key)).isEqualTo(200);
        revoked.revoke(key.id().toString(), Instant.now().plusSeconds(60));
        isRefused(send(with("X-API-Key: ", key)), "api-key-revoked");
        // Neither does the token itself let anybody in, nor one that was signed meanwhile.
        token = services.exchanges.get(key.text()).body().getString("accessToken");
        isRefused(get(PATH), "api-key-revoked");
        var late = ApiKey.known(services, 60);
        revoked.revoke(late.id().toString(), Instant.now().plusSeconds(60));
        isRefused(send(with("X-API-Key: ", late)), "api-key-revoked");
        // A stranger who knows the id alone learns nothing.
        var guess = new ApiKey(late.id(), ApiKey.random().secret());
        isRefused(send(with("X-API-Key: ", guess)), "api-key-invalid");
    }

    @Test
    void twoCredentialsAtOnceAreRefused() throws Exception {
        var key = ApiKey.known(services, 60);
        var before = services.wholeBodies.get();
        isProblem(send(withToken(PATH).header("X-API-Key", key.text())), 400, "credentials-ambiguous");
        isProblem(
                send(with("Authorization: Bearer ", key).header("X-API-Key", key.text())),
                400,
                "credentials-ambiguous");
        isProblem(send(with("X-API-Key: ", key).header("X-API-Key", key.text())), 400, "credentials-ambiguous");
        isProblem(send(withToken(PATH).header("Authorization", "Bearer " + key.text())), 400, "credentials-ambiguous");
        assertThat(services.wholeBodies.get()).isEqualTo(before);
        assertThat(key.exchanges(services)).isZero();
    }

    @Test
    void aKeyIsOfNoUseAndGoesNoFurtherWhereNoneIsNeeded() throws Exception {
        var key = ApiKey.known(services, 60);
        for (var header : new String[] {"X-API-Key: ", "Authorization: Bearer ", "X_API_Key: "}) {
            var answer = send(to("/api/v1/auth/login", header, key).POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain(key.secret()).doesNotContain("authorization");
        }
        assertThat(send(withToken(PATH).header("X_API_Key", key.text())).body()).doesNotContain(key.secret());
        assertThat(key.exchanges(services)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/internal/v1/api-keys/exchange", "/internal", "/Internal/v1/api-keys/exchange"})
    void theExchangeIsNotReachedThroughTheGateway(String path) throws Exception {
        var before = services.exchanged.size();
        var request = withToken(path)
                .header("X-Steward-Gateway-Secret", Settings.GATEWAY_SECRET)
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        isProblem(send(request), 404, "route-not-found");
        assertThat(services.exchanged).hasSize(before);
    }

    @Test
    void noKeyNoTokenAndNoSecretGetsIntoTheLog() throws Exception {
        var logged = new StringBuffer();
        var capture = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.append(entry.getMessage());
                if (entry.getParameters() != null) {
                    for (var parameter : entry.getParameters()) {
                        logged.append(' ').append(parameter);
                    }
                }
                logged.append(entry.getThrown());
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        var root = Logger.getLogger("");
        var own = Logger.getLogger("io.steward");
        var before = own.getLevel();
        root.addHandler(capture);
        own.setLevel(Level.ALL);
        try {
            own.warning("captured");
            var key = ApiKey.known(services, 60);
            var refused = ApiKey.random();
            var broken = ApiKey.random();
            broken.refused(services, 500, "internal-error");
            for (var shown : new ApiKey[] {key, refused, broken}) {
                send(with("X-API-Key: ", shown));
                send(with("Authorization: Bearer ", shown));
                send(with("X-API-Key: ", shown).header("Authorization", "Bearer " + shown.text()));
                send(to(PATH).header("X-API-Key", shown.text() + "x"));
                assertThat(logged.toString()).contains("captured").doesNotContain(shown.secret());
            }
            assertThat(logged.toString())
                    .doesNotContain(services.exchanges.get(key.text()).body().getString("accessToken"))
                    .doesNotContain(Settings.GATEWAY_SECRET);
        } finally {
            root.removeHandler(capture);
            own.setLevel(before);
        }
    }

    private HttpRequest.Builder with(String header, ApiKey key) {
        return to(PATH, header, key);
    }

    private HttpRequest.Builder to(String path, String header, ApiKey key) {
        var parts = header.split(":", 2);
        return to(path).header(parts[0], parts[1].substring(1) + key.text());
    }

    private int status(ApiKey key) {
        try {
            return send(with("X-API-Key: ", key)).statusCode();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private String forwarded(ApiKey key) {
        try {
            return body(send(with("X-API-Key: ", key)))
                    .getJsonObject("headers")
                    .getString("authorization")
                    .substring("Bearer ".length());
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void isRefused(HttpResponse<String> answer, String code) {
        isProblem(answer, 401, code);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer error=\"invalid_token\"");
    }

    private static String text(URI uri) throws Exception {
        return send(HttpRequest.newBuilder(uri)).body();
    }
}
