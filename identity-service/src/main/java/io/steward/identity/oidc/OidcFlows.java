package io.steward.identity.oidc;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.steward.identity.oidc.IdTokens.Person;
import io.steward.identity.oidc.OidcRequests.Authorization;
import io.steward.identity.oidc.OidcRequests.Callback;
import io.steward.identity.signingkey.MasterKey;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The authorization code flow with PKCE, from its begin to the person that the provider has proved. What a client must bring back to end it
 * is used once: {@code state}, and a secret that never went to the provider.
 */
@ApplicationScoped
class OidcFlows {
    private static final String BEGIN = """
            INSERT INTO oidc_flows (state_hash, secret_hash, nonce_hash, verifier_encrypted, provider, user_id, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """;
    private static final String TAKE = """
            DELETE FROM oidc_flows
             WHERE state_hash = $1 AND secret_hash = $2 AND provider = $3 AND user_id IS NOT DISTINCT FROM $4::uuid AND expires_at > $5
            RETURNING nonce_hash, verifier_encrypted
            """;
    private static final String FORGET = "DELETE FROM oidc_flows WHERE expires_at <= $1";
    private static final int OK = 200;
    private static final int REFUSALS = 400;
    private static final int FAILURES = 500;

    private final Tx tx;
    private final Discovery discovery;
    private final ProviderClient client;
    private final IdTokens idTokens;
    private final MasterKey master;
    private final OidcConfig config;
    private final Clock clock;

    OidcFlows(
            Tx tx,
            Discovery discovery,
            ProviderClient client,
            IdTokens idTokens,
            MasterKey master,
            OidcConfig config,
            Clock clock) {
        this.tx = tx;
        this.discovery = discovery;
        this.client = client;
        this.idTokens = idTokens;
        this.master = master;
        this.config = config;
        this.clock = clock;
    }

    private record Taken(Buffer nonceHash, String verifier) {
        @Override
        public String toString() {
            return "Taken";
        }
    }

    /**
     * @param userId the account that is to be linked; null for a login
     * @throws Problem 503 when the provider does not describe itself
     */
    Uni<Authorization> begin(OidcProvider provider, UUID userId, Cause cause) {
        OneTimeSecret state = OneTimeSecret.next();
        OneTimeSecret secret = OneTimeSecret.next();
        OneTimeSecret nonce = OneTimeSecret.next();
        OneTimeSecret verifier = OneTimeSecret.next();
        Instant expiresAt = clock.instant().plus(config.flowLifetime());
        byte[] encrypted = master.encrypt(verifier.value().getBytes(StandardCharsets.UTF_8), context(state));
        return discovery
                .of(provider)
                .call(() -> tx.write(
                        Actor.system(Ids.NIL, cause),
                        scope -> scope.query(
                                BEGIN,
                                state.hash(),
                                secret.hash(),
                                nonce.hash(),
                                Buffer.buffer(encrypted),
                                provider.name(),
                                userId,
                                expiresAt.atOffset(ZoneOffset.UTC))))
                .map(described -> new Authorization(
                        url(provider, described, state, nonce, verifier), state.value(), secret.value(), expiresAt));
    }

    private static String url(
            OidcProvider provider,
            ProviderMetadata described,
            OneTimeSecret state,
            OneTimeSecret nonce,
            OneTimeSecret verifier) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", provider.clientId());
        query.put("redirect_uri", provider.redirectUri().toString());
        query.put("scope", String.join(" ", provider.scopes()));
        query.put("state", state.value());
        query.put("nonce", nonce.value());
        query.put("code_challenge", verifier.challenge());
        query.put("code_challenge_method", "S256");
        String endpoint = described.authorizationEndpoint().toString();
        return endpoint + (endpoint.contains("?") ? "&" : "?") + ProviderClient.encoded(query);
    }

    /**
     * Ends a flow, whatever comes of it: a second try with the same state finds none.
     *
     * @param userId whose flow it must be; null for a login's
     * @throws Problem 401 when there is no such flow, or the provider proves nothing; 503 when it does not answer
     */
    Uni<Person> end(OidcProvider provider, UUID userId, Callback callback, Cause cause) {
        OneTimeSecret state = new OneTimeSecret(callback.state());
        return tx.write(
                        Actor.system(Ids.NIL, cause),
                        scope -> scope.query(
                                TAKE,
                                state.hash(),
                                new OneTimeSecret(callback.flowSecret()).hash(),
                                provider.name(),
                                userId,
                                scope.now().atOffset(ZoneOffset.UTC)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw OidcProblems.noFlow();
                    }
                    return taken(rows.iterator().next(), state);
                })
                .flatMap(taken ->
                        discovery.of(provider).flatMap(described -> prove(provider, described, taken, callback)));
    }

    private Taken taken(Row row, OneTimeSecret state) {
        byte[] verifier = master.decrypt(row.getBuffer("verifier_encrypted").getBytes(), context(state));
        return new Taken(row.getBuffer("nonce_hash"), new String(verifier, StandardCharsets.UTF_8));
    }

    private Uni<Person> prove(OidcProvider provider, ProviderMetadata described, Taken taken, Callback callback) {
        String named = callback.iss();
        if (named == null ? described.tellsIssuer() : !named.equals(provider.issuer())) {
            throw OidcProblems.failed(provider, "the code came from another provider");
        }
        return exchange(provider, described, callback.code(), taken.verifier()).flatMap(token -> discovery
                .keys(provider, described, IdTokens.keyOf(token))
                .map(keys -> idTokens.check(provider, token, taken.nonceHash(), keys)));
    }

    private Uni<String> exchange(OidcProvider provider, ProviderMetadata described, String code, String verifier) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", provider.redirectUri().toString());
        form.put("code_verifier", verifier);
        String authorization = null;
        if (provider.secret() != null && described.basic()) {
            authorization = basic(provider);
        } else {
            form.put("client_id", provider.clientId());
            if (provider.secret() != null) {
                form.put("client_secret", provider.secret());
            }
        }
        return client.post(described.tokenEndpoint(), form, authorization)
                .onFailure()
                .transform(failure -> OidcProblems.unavailable(
                        provider, "its tokens: " + failure.getClass().getSimpleName()))
                .map(answer -> idToken(provider, answer));
    }

    private static String idToken(OidcProvider provider, ProviderClient.Answer answer) {
        if (answer.status() >= REFUSALS && answer.status() < FAILURES) {
            throw OidcProblems.failed(provider, "it refused the code: status " + answer.status());
        }
        if (answer.status() != OK || answer.body() == null) {
            throw OidcProblems.unavailable(provider, "its tokens: status " + answer.status());
        }
        if (answer.body().getValue("id_token") instanceof String token) {
            return token;
        }
        throw OidcProblems.failed(provider, "it gave no id token");
    }

    /** RFC 6749, 2.3.1: both parts form-encoded first. */
    private static String basic(OidcProvider provider) {
        String both = ProviderClient.encoded(provider.clientId()) + ":" + ProviderClient.encoded(provider.secret());
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private static String context(OneTimeSecret state) {
        return "oidc flow " + HexFormat.of().formatHex(state.hash().getBytes());
    }

    @Scheduled(every = "10m", delayed = "4m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return tx.write(
                        Actor.system(Ids.NIL, Cause.rule("oidc-flows", Ids.next())),
                        scope -> scope.query(FORGET, scope.now().atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }
}
