package io.steward.identity.apikey;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.identity.role.Permissions;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Exchanges an API key for a token of a minute, which says what the key may do now. For gateways, and for OAuth clients. */
@ApplicationScoped
public class ExchangeService {
    /** What a gateway gets. */
    public record Exchanged(String accessToken, long expiresIn) {
        @Override
        public String toString() {
            return "Exchanged[expiresIn=" + expiresIn + "]";
        }
    }

    /**
     * What a key gives.
     *
     * @param permissions that the token allows
     */
    public record KeyToken(String accessToken, long expiresIn, SortedSet<String> permissions) {
        @Override
        public String toString() {
            return "KeyToken[expiresIn=" + expiresIn + ", permissions=" + permissions + "]";
        }
    }

    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);
    private static final String FIND = "SELECT * FROM api_key_for_exchange($1)";
    /** Once a minute, however many gateways exchange the key at the same time. */
    private static final String USED =
            "UPDATE api_keys SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at <= $3)";

    private final Tx tx;
    private final KeyTokens tokens;
    private final ApiKeyConfig config;
    private final Clock clock;
    private final GatewaySecret gateways;

    ExchangeService(Tx tx, KeyTokens tokens, ApiKeyConfig config, Clock clock, GatewaySecret gateways) {
        this.tx = tx;
        this.tokens = tokens;
        this.config = config;
        this.clock = clock;
        this.gateways = gateways;
    }

    /** No start with settings that would fail, or be unsafe, at the first key. */
    void start(@Observes StartupEvent event) {
        ApiKeySecret.next(config.environment(), Ids.NIL);
    }

    /** @throws Problem 403 for whoever is no gateway; 401 for a key that gives nothing */
    public Uni<Exchanged> exchange(String secret, String text, Cause cause) {
        gateways.require(secret);
        ApiKeySecret key = ApiKeySecret.parse(text).orElseThrow(ExchangeService::invalid);
        return exchange(key, UnaryOperator.identity(), cause)
                .map(token -> new Exchanged(token.accessToken(), token.expiresIn()));
    }

    /**
     * The same for who has the key itself, and names it beside.
     *
     * @param id the key's
     * @param narrowing of what the key may do now; where it throws, that is the failure and nothing is signed
     * @throws Problem 401 for a key that gives nothing, or is not the one that is named
     */
    public Uni<KeyToken> exchangeAsClient(
            String id, String text, UnaryOperator<SortedSet<String>> narrowing, Cause cause) {
        return ApiKeySecret.parse(text)
                .filter(key -> key.id().toString().equals(id))
                .map(key -> exchange(key, narrowing, cause))
                .orElseGet(() -> Uni.createFrom().failure(invalid()));
    }

    private Uni<KeyToken> exchange(ApiKeySecret key, UnaryOperator<SortedSet<String>> narrowing, Cause cause) {
        return tx.read(Actor.system(Ids.NIL, cause), FIND, key.id()).flatMap(rows -> {
            if (rows.size() == 0) {
                throw invalid();
            }
            Row found = rows.iterator().next();
            requireUsable(found, key);
            SortedSet<String> permissions = narrowing.apply(effective(found));
            return noteUse(found, key.id(), cause)
                    .chain(() -> tokens.sign(
                            key.id(), found.getUUID("user_id"), found.getUUID("organization_id"), permissions))
                    .map(token -> new KeyToken(token, config.tokenLifetime().toSeconds(), permissions));
        });
    }

    /** Who does not have the secret learns nothing of the key. */
    private void requireUsable(Row found, ApiKeySecret key) {
        Buffer stored = found.getBuffer("secret_hash");
        if (!MessageDigest.isEqual(stored.getBytes(), key.hash())) {
            throw invalid();
        }
        if (found.getOffsetDateTime("revoked_at") != null) {
            throw refused("api-key-revoked", "This API key was revoked.");
        }
        if (!clock.instant().isBefore(found.getOffsetDateTime("expires_at").toInstant())) {
            throw refused("api-key-expired", "This API key has expired.");
        }
        boolean acts = found.getBoolean("member") || found.getBoolean("installation_admin");
        if (!found.getBoolean("active") || !acts) {
            throw refused(
                    "api-key-owner-inactive", "The owner of this API key does not act in its organization any more.");
        }
    }

    /** What the key was given and its owner still has. */
    private static SortedSet<String> effective(Row found) {
        SortedSet<String> effective = new TreeSet<>(List.of(found.getArrayOfStrings("scopes")));
        SortedSet<String> held = new TreeSet<>(List.of(found.getArrayOfStrings("permissions")));
        if (found.getBoolean("installation_admin")) {
            held.addAll(Permissions.OF_ORGANIZATION);
        }
        effective.retainAll(held);
        return effective;
    }

    private Uni<Void> noteUse(Row found, UUID id, Cause cause) {
        Instant now = clock.instant();
        var stale = now.minus(USE_NOTED_EVERY).atOffset(ZoneOffset.UTC);
        var last = found.getOffsetDateTime("last_used_at");
        if (last != null && last.isAfter(stale)) {
            return Uni.createFrom().voidItem();
        }
        return tx.write(Actor.system(found.getUUID("organization_id"), cause), scope -> scope.query(
                        USED, now.atOffset(ZoneOffset.UTC), id, stale)
                .replaceWithVoid());
    }

    private static Problem invalid() {
        return refused("api-key-invalid", "This is no API key of this installation.");
    }

    private static Problem refused(String code, String detail) {
        return Problem.of(401, code, "Not authenticated", detail);
    }
}
