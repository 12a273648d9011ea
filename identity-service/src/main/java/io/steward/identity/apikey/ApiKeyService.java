package io.steward.identity.apikey;

import io.smallrye.mutiny.Uni;
import io.steward.events.RevocationEvent.ApiKeyRevoked;
import io.steward.identity.apikey.ApiKeyRequests.CreateApiKey;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.mfa.RecentProof;
import io.steward.identity.notice.NoticeKind;
import io.steward.identity.notice.Notices;
import io.steward.identity.role.Permissions;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** API keys from their making to their end. */
@ApplicationScoped
public class ApiKeyService {
    /** A token may be signed a moment after its key was revoked, and clocks differ. */
    static final Duration SLACK = Duration.ofMinutes(1);

    private final Tx tx;
    private final ApiKeyQueries queries;
    private final RecentProof proofs;
    private final Notices notices;
    private final ApiKeyConfig config;

    ApiKeyService(Tx tx, ApiKeyQueries queries, RecentProof proofs, Notices notices, ApiKeyConfig config) {
        this.tx = tx;
        this.queries = queries;
        this.proofs = proofs;
        this.notices = notices;
        this.config = config;
    }

    /**
     * Makes a key for the actor, in the organization acted in, and tells him by mail. It outlives the session, which is therefore not enough.
     *
     * @param device what the client says of itself; null when it is not known
     * @throws Problem 422 without password and proof of a factor, 403 for a wrong one; 400 when it would have expired already; 409 when the account has as many keys as it may have; 422 when it would
     *     live too long, or when a scope is not the actor's to give
     */
    public Uni<CreatedApiKey> create(Actor actor, CreateApiKey request, String device) {
        Set<String> scopes = new TreeSet<>(request.scopes());
        return proofs.then(actor, request.password(), request, scope -> {
            Instant expiresAt = expiry(request.expiresAt(), scope.now());
            return queries.standing(scope).flatMap(standing -> {
                require(standing, actor, scopes);
                ApiKeySecret secret = ApiKeySecret.next(config.environment(), Ids.next());
                CreatedApiKey key = new CreatedApiKey(
                        secret.id(),
                        request.name().strip(),
                        secret.text(),
                        secret.prefix(),
                        actor.accountId(),
                        List.copyOf(scopes),
                        scope.now(),
                        expiresAt);
                Audit.record(
                        scope,
                        AuditEntry.of("api-key.created", "api-key", key.id())
                                .after(Map.of("scopes", key.scopes(), "expiresAt", expiresAt.toString())));
                return queries.insert(scope, key, secret.hash())
                        .chain(() -> notices.tell(scope, actor.accountId(), NoticeKind.API_KEY_CREATED, device))
                        .replaceWith(key);
            });
        });
    }

    private Instant expiry(Instant asked, Instant now) {
        Instant latest = now.plus(config.longestLifetime());
        if (asked == null) {
            return latest;
        }
        if (!asked.isAfter(now)) {
            throw Problem.badRequest("invalid-value", "The key would have expired already.")
                    .with("field", "expiresAt");
        }
        if (asked.isAfter(latest)) {
            throw Problem.unprocessable("api-key-lifetime", "expiresAt", "A key may not live for so long.")
                    .with("latest", latest);
        }
        return asked.truncatedTo(ChronoUnit.MICROS);
    }

    private void require(ApiKeyQueries.Standing standing, Actor actor, Set<String> scopes) {
        if (!standing.active()) {
            throw Problem.forbidden("forbidden", "Your account may not do this any more.");
        }
        if (!standing.organization()) {
            throw Problem.notFound();
        }
        Set<String> refused = new TreeSet<>(scopes);
        Set<String> held = standing.memberships().permissions(actor.tenantId(), standing.installationAdmin());
        // A key acts in one organization, so what reaches beyond it is nobody's to give, not the installation
        // administrator's either.
        refused.removeIf(scope -> held.contains(scope) && Permissions.OF_ORGANIZATION.contains(scope));
        if (!refused.isEmpty()) {
            throw Problem.unprocessable("scope-not-held", "scopes", "A key may do no more than its owner may.")
                    .with("refused", refused);
        }
        if (standing.usable() >= config.perAccount()) {
            throw Problem.conflict("api-key-limit", "You have as many keys as an account may have. Revoke one.")
                    .with("limit", config.perAccount());
        }
    }

    /**
     * Oldest first, revoked and expired ones among them for a while.
     *
     * @param everybodys not only the actor's
     * @throws Problem 403 when everybody's are not the actor's to see
     */
    public Uni<Page<ApiKeyView>> list(Actor actor, boolean everybodys, int limit, Cursor after) {
        if (everybodys && !actor.may(Permissions.API_KEY_MANAGE)) {
            throw Problem.forbidden("forbidden", "Your roles do not allow this.");
        }
        return queries.list(actor, everybodys ? null : actor.accountId(), after, limit + 1)
                .map(found -> Page.of(found, limit, last -> new Cursor(last.createdAt(), last.id())));
    }

    /** @throws Problem 404 for one that the actor may not see */
    public Uni<ApiKeyView> read(Actor actor, UUID id) {
        return queries.find(actor, id, reach(actor)).map(ApiKeyService::required);
    }

    /**
     * Ends a key, and tells its owner by mail; one that was revoked stays so.
     *
     * @param device what the client says of itself; null when it is not known
     * @throws Problem 404 for one that the actor may not see
     */
    public Uni<Void> revoke(Actor actor, UUID id, String device) {
        return tx.write(actor, scope -> queries.lock(scope, id, reach(actor))
                .flatMap(found -> revoke(scope, required(found), device)));
    }

    private Uni<Void> revoke(Scope scope, ApiKeyView key, String device) {
        if (key.revokedAt() != null) {
            return Uni.createFrom().voidItem();
        }
        Audit.record(
                scope, AuditEntry.of("api-key.revoked", "api-key", key.id()).before(Map.of("ownerId", key.ownerId())));
        Instant forgotten = scope.now().plus(config.tokenLifetime()).plus(SLACK);
        return queries.revoke(scope, key.id())
                .chain(() -> notices.tell(scope, key.ownerId(), NoticeKind.API_KEY_REVOKED, device))
                .chain(() -> scope.append(new ApiKeyRevoked(key.id(), scope.now(), forgotten), 1));
    }

    private static ApiKeyView required(Optional<ApiKeyView> found) {
        return found.orElseThrow(Problem::notFound);
    }

    /** Whose keys the actor may see: his own, or everybody's (null). */
    private static UUID reach(Actor actor) {
        return actor.may(Permissions.API_KEY_MANAGE) ? null : actor.accountId();
    }
}
