package io.steward.identity.session;

import io.smallrye.mutiny.Uni;
import io.steward.events.RevocationEvent.SessionRevoked;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Sessions from their beginning to their end. They are an account's: no organization is acted in here. */
@ApplicationScoped
public class SessionService {
    /** Where a session began; null for what is not known. */
    public record Origin(String device, String address) {}

    /** A token may be signed a moment after its session has ended, and clocks differ. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Tx tx;
    private final SessionQueries queries;
    private final AccessTokens accessTokens;
    private final TokenConfig config;

    SessionService(Tx tx, SessionQueries queries, AccessTokens accessTokens, TokenConfig config) {
        this.tx = tx;
        this.queries = queries;
        this.accessTokens = accessTokens;
        this.config = config;
    }

    /** Begins a session that acts in the account's oldest organization. */
    public Uni<Tokens> begin(UUID userId, boolean installationAdmin, Origin origin, Cause cause) {
        RefreshToken refresh = RefreshToken.next();
        return tx.write(outside(userId, cause), scope -> scope.query(Memberships.SQL, userId)
                .map(Memberships::of)
                .flatMap(memberships -> {
                    UUID organization = memberships
                            .first()
                            .map(Memberships.Membership::organizationId)
                            .orElse(null);
                    Session session = new Session(Ids.next(), userId, organization, installationAdmin);
                    Audit.record(
                            scope,
                            AuditEntry.of("login.succeeded", "session", session.id())
                                    .in(organization));
                    var stored = queries.insert(scope, session, origin);
                    var token = queries.insert(scope, session, refresh);
                    return stored.chain(() -> token).chain(() -> tokens(session, memberships, refresh));
                }));
    }

    /**
     * Uses a refresh token up and gives its successor. One that was used before is in two hands, nobody knows which is the thief's:
     * its whole family and the session end. Except for a moment after its use, while nobody has used what it was exchanged for: then
     * the answer was lost, and it is exchanged again.
     *
     * <p>Signed before the commit: a failure to sign must not use the token up.
     *
     * @throws Problem 401, the same for every token that gives nothing
     */
    public Uni<Tokens> refresh(String value, Cause cause) {
        RefreshToken used = new RefreshToken(value);
        RefreshToken next = RefreshToken.next();
        return tx.write(outside(null, cause), scope -> queries.rotate(scope, used, next)
                        .flatMap(session -> session == null
                                ? refuse(scope, used)
                                : scope.query(Memberships.SQL, session.userId())
                                        .flatMap(rows -> tokens(session, Memberships.of(rows), next))))
                // After the commit: a refusal must not undo the end of the session.
                .onItem()
                .ifNull()
                .failWith(() -> Problem.of(
                        401,
                        "refresh-token-invalid",
                        "Not authenticated",
                        "This refresh token is not valid any more. Log in again."));
    }

    private Uni<Tokens> refuse(Scope scope, RefreshToken token) {
        return queries.sessionOfUsed(scope, token)
                .flatMap(session -> session == null
                        ? Uni.createFrom().voidItem()
                        : end(scope, session, SessionQueries.EndReason.TOKEN_REUSED))
                .replaceWith((Tokens) null);
    }

    /** Ends the session; one that has ended stays so. */
    public Uni<Void> logout(Actor actor, UUID sessionId) {
        return tx.write(
                outside(actor.accountId(), actor.cause()),
                scope -> end(scope, sessionId, SessionQueries.EndReason.LOGOUT));
    }

    private Uni<Void> end(Scope scope, UUID sessionId, SessionQueries.EndReason reason) {
        return queries.end(scope, sessionId, reason)
                .call(ended -> ended
                        ? audit(scope, sessionId, reason)
                        : Uni.createFrom().voidItem())
                .flatMap(ended -> ended
                        ? scope.append(
                                new SessionRevoked(
                                        sessionId,
                                        scope.now(),
                                        scope.now()
                                                .plus(config.accessLifetime())
                                                .plus(SLACK)),
                                1)
                        : Uni.createFrom().voidItem());
    }

    /** In the log of the organization that the session acts in. */
    private Uni<Void> audit(Scope scope, UUID sessionId, SessionQueries.EndReason reason) {
        String action =
                switch (reason) {
                    case LOGOUT -> "logout";
                    case TOKEN_REUSED -> "session.token-reused";
                };
        return queries.find(scope, sessionId)
                .invoke(session -> Audit.record(
                        scope,
                        AuditEntry.of(action, "session", sessionId)
                                .after(Map.of("accountId", session.userId()))
                                .in(session.organizationId())))
                .replaceWithVoid();
    }

    private Uni<Tokens> tokens(Session session, Memberships memberships, RefreshToken refresh) {
        return accessTokens
                .sign(session, memberships.permissions(session.organizationId(), session.installationAdmin()))
                .map(access ->
                        Tokens.bearer(access, refresh, config.accessLifetime().toSeconds()));
    }

    private static Actor outside(UUID userId, Cause cause) {
        return new Actor(userId, Ids.NIL, java.util.Set.of(), cause);
    }
}
