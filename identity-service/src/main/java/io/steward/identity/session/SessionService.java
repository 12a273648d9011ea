package io.steward.identity.session;

import io.smallrye.mutiny.Uni;
import io.steward.events.RevocationEvent.SessionRevoked;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.notice.NoticeKind;
import io.steward.identity.notice.Notices;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Sessions from their beginning to their end. They are an account's: no organization is acted in here. */
@ApplicationScoped
public class SessionService {
    /** Where a session began; null for what is not known. Of what a device says of itself, the first 255 characters. */
    public record Origin(String device, String address) {
        private static final int DEVICE = 255;

        public Origin {
            if (device != null && device.codePointCount(0, device.length()) > DEVICE) {
                device = device.substring(0, device.offsetByCodePoints(0, DEVICE));
            }
        }
    }

    /**
     * What a right password has led to.
     *
     * @param tokens null when the password is not the account's any more, or not enough
     * @param factorDemanded whether it is not enough
     */
    public record ByPassword(Tokens tokens, boolean factorDemanded) {}

    /** A token may be signed a moment after its session has ended, and clocks differ. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Tx tx;
    private final SessionQueries queries;
    private final AccessTokens accessTokens;
    private final TokenConfig config;
    private final Notices notices;
    private final Successors successors;

    SessionService(
            Tx tx,
            SessionQueries queries,
            AccessTokens accessTokens,
            TokenConfig config,
            Notices notices,
            Successors successors) {
        this.successors = successors;
        this.tx = tx;
        this.queries = queries;
        this.accessTokens = accessTokens;
        this.config = config;
        this.notices = notices;
    }

    /**
     * Begins a session that acts in the account's oldest organization.
     *
     * @param proven whether what was proved still holds, asked in the session's transaction
     * @return null when it does not
     */
    public Uni<Tokens> begin(
            UUID userId, boolean installationAdmin, Function<Scope, Uni<Boolean>> proven, Origin origin, Cause cause) {
        RefreshToken refresh = RefreshToken.next();
        return tx.write(outside(userId, cause), scope -> {
            var holds = proven.apply(scope);
            var known = scope.query(Memberships.SQL, userId).map(Memberships::of);
            return holds.flatMap(still -> still
                    ? known.flatMap(
                            memberships -> begin(scope, userId, installationAdmin, memberships, origin, refresh))
                    : Uni.createFrom().nullItem());
        });
    }

    private Uni<Tokens> begin(
            Scope scope,
            UUID userId,
            boolean installationAdmin,
            Memberships memberships,
            Origin origin,
            RefreshToken refresh) {
        UUID organization =
                memberships.first().map(Memberships.Membership::organizationId).orElse(null);
        Session session = new Session(Ids.next(), userId, organization, installationAdmin);
        Audit.record(
                scope, AuditEntry.of("login.succeeded", "session", session.id()).in(organization));
        return queries.begin(scope, session, origin, refresh).chain(() -> tokens(session, memberships, refresh));
    }

    /**
     * The same for a password that may be all that is needed, in one statement.
     *
     * @param verified the hash that it has matched
     */
    public Uni<ByPassword> begin(UUID userId, boolean installationAdmin, String verified, Origin origin, Cause cause) {
        RefreshToken refresh = RefreshToken.next();
        UUID id = Ids.next();
        return queries.loginByPassword(outside(userId, cause), id, verified, origin, refresh)
                .flatMap(login -> switch (login.outcome()) {
                    case PASSWORD_CHANGED -> Uni.createFrom().item(new ByPassword(null, false));
                    case FACTOR_DEMANDED -> Uni.createFrom().item(new ByPassword(null, true));
                    case BEGUN ->
                        tokens(
                                        new Session(id, userId, login.organizationId(), installationAdmin),
                                        Memberships.permissions(login.permissions(), installationAdmin),
                                        false,
                                        refresh)
                                .map(tokens -> new ByPassword(tokens, false));
                });
    }

    /**
     * Uses a refresh token up and gives its successor. One that was used before is in two hands, nobody knows which is the thief's:
     * its whole family and the session end, and the owner is told. Except for a moment after its use, while nobody has used its successor: then
     * the answer was lost, or two asked at once, and the same successor is given again. A session that was idle for too long ends too.
     *
     * <p>Signed before the commit: a failure to sign must not use the token up.
     *
     * @param device what the client says of itself; null when it is not known
     * @throws Problem 401, the same for every token that gives nothing
     */
    public Uni<Tokens> refresh(String value, String device, Cause cause) {
        return refresh(value, device, null, cause);
    }

    /**
     * The same, for an access token that allows less.
     *
     * @param narrowing of what the session may do, null for none; where it throws, that is the failure and the token is not used up
     */
    public Uni<Tokens> refresh(String value, String device, UnaryOperator<SortedSet<String>> narrowing, Cause cause) {
        RefreshToken used = new RefreshToken(value);
        RefreshToken next = successors.of(used.hash());
        return tx.write(outside(null, cause), scope -> queries.rotate(scope, used, next)
                        .flatMap(session -> session == null
                                ? refuse(scope, used, device)
                                : scope.query(Memberships.SQL, session.userId())
                                        .flatMap(rows -> tokens(session, Memberships.of(rows), narrowing, next))))
                // After the commit: a refusal must not undo the end of the session.
                .onItem()
                .ifNull()
                .failWith(() -> Problem.of(
                        401,
                        "refresh-token-invalid",
                        "Not authenticated",
                        "This refresh token is not valid any more. Log in again."));
    }

    private Uni<Tokens> refuse(Scope scope, RefreshToken token, String device) {
        return queries.refused(scope, token)
                .flatMap(refused -> {
                    if (refused == null) {
                        return Uni.createFrom().voidItem();
                    }
                    List<UUID> session = List.of(refused.sessionId());
                    return refused.used() ? reused(scope, session, device) : end(scope, session, EndReason.IDLE);
                })
                .replaceWith((Tokens) null);
    }

    /** The owner is told once: a session that has ended does not end again. */
    private Uni<Void> reused(Scope scope, List<UUID> sessionIds, String device) {
        return ended(scope, sessionIds, EndReason.TOKEN_REUSED)
                .flatMap(ended -> ended.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : notices.tell(scope, ended.getFirst().userId(), NoticeKind.REFRESH_TOKEN_REUSED, device));
    }

    /** Ends the session; one that has ended stays so. */
    public Uni<Void> logout(Actor actor, UUID sessionId) {
        return tx.write(
                outside(actor.accountId(), actor.cause()), scope -> end(scope, List.of(sessionId), EndReason.LOGOUT));
    }

    /**
     * Lets the session act in another organization of its account. Its refresh token is exchanged as by a refresh.
     *
     * @throws Problem 404 when the account is no member there; 401 when the session is over
     */
    public Uni<Tokens> switchTo(Actor actor, UUID sessionId, UUID organizationId) {
        UUID userId = actor.accountId();
        return tx.write(outside(userId, actor.cause()), scope -> {
            var alive = queries.lockAlive(scope, sessionId, userId, organizationId);
            var known = scope.query(Memberships.SQL, userId).map(Memberships::of);
            return alive.onItem()
                    .ifNull()
                    .failWith(SessionService::over)
                    .flatMap(installationAdmin -> known.flatMap(memberships -> {
                        if (memberships.in(organizationId).isEmpty()) {
                            throw Problem.notFound();
                        }
                        Session session = new Session(sessionId, userId, organizationId, installationAdmin);
                        return queries.usable(scope, sessionId)
                                .onItem()
                                .ifNull()
                                .failWith(SessionService::over)
                                .flatMap(used -> move(scope, session, memberships, used));
                    }));
        });
    }

    private Uni<Tokens> move(Scope scope, Session session, Memberships memberships, Buffer used) {
        RefreshToken next = successors.of(used);
        Audit.record(
                scope,
                AuditEntry.of("session.organization-switched", "session", session.id())
                        .in(session.organizationId()));
        return queries.moveTo(scope, used, session.organizationId(), next)
                .chain(() -> tokens(session, memberships, next));
    }

    private static Problem over() {
        return Problem.of(401, "session-ended", "Not authenticated", "This session is over. Log in again.");
    }

    /**
     * Ends one of the actor's sessions; one that has ended stays so.
     *
     * @throws Problem 404 for a session that is not the actor's
     */
    public Uni<Void> endOwn(Actor actor, UUID sessionId) {
        return tx.write(
                outside(actor.accountId(), actor.cause()),
                scope -> queries.lockOwn(scope, sessionId, actor.accountId()).flatMap(own -> {
                    if (!own) {
                        throw Problem.notFound();
                    }
                    return end(scope, List.of(sessionId), EndReason.ENDED_BY_OWNER);
                }));
    }

    /**
     * For other features, inside their transaction: ends all of an account's sessions but one.
     *
     * @param except null for none
     */
    public Uni<Void> endAll(Scope scope, UUID userId, UUID except, EndReason reason) {
        return queries.lockAll(scope, userId, except).flatMap(ids -> end(scope, ids, reason));
    }

    /** The same, and records why: in one order with the entries of the sessions, whichever organizations they act in. */
    public Uni<Void> endAll(Scope scope, UUID userId, EndReason reason, AuditEntry... because) {
        return queries.lockAll(scope, userId, null).flatMap(ids -> end(scope, ids, reason, because));
    }

    /** For other features, inside their transaction: ends those of an account's sessions that act in an organization. */
    public Uni<Void> endIn(Scope scope, UUID userId, UUID organizationId, EndReason reason) {
        // All are locked, so that none is on its way there.
        return queries.lockAll(scope, userId, null)
                .flatMap(ids -> queries.actingIn(scope, ids, organizationId))
                .flatMap(ids -> end(scope, ids, reason));
    }

    private Uni<Void> end(Scope scope, List<UUID> sessionIds, EndReason reason, AuditEntry... beside) {
        return ended(scope, sessionIds, reason, beside).replaceWithVoid();
    }

    private Uni<List<SessionQueries.Ended>> ended(
            Scope scope, List<UUID> sessionIds, EndReason reason, AuditEntry... beside) {
        return queries.end(scope, sessionIds, reason).invoke(ended -> {
            audit(scope, ended, reason, beside);
            Instant forget = scope.now().plus(config.accessLifetime()).plus(SLACK);
            // All are sent at once; one that fails fails the transaction.
            ended.forEach(session -> tell(scope, new SessionRevoked(session.id(), scope.now(), forget)));
        });
    }

    /** A session is no organization's, wherever the transaction acts. */
    private static void tell(Scope scope, SessionRevoked event) {
        if (scope.actor().tenantId().equals(Ids.NIL)) {
            scope.append(event, 1);
        } else {
            scope.appendIn(Ids.NIL, event, 1);
        }
    }

    /** In the logs of the organizations that the sessions act in, in one order for all: each log is locked until the commit. */
    private static void audit(Scope scope, List<SessionQueries.Ended> ended, EndReason reason, AuditEntry... beside) {
        Stream.concat(Stream.of(beside), ended.stream().map(session -> AuditEntry.of(
                                reason.action(), "session", session.id())
                        .after(Map.of("accountId", session.userId(), "reason", reason))
                        .in(session.log())))
                .sorted(Comparator.comparing(entry -> entry.organization().toString()))
                .forEach(entry -> Audit.record(scope, entry));
    }

    private Uni<Tokens> tokens(Session session, Memberships memberships, RefreshToken refresh) {
        return tokens(session, memberships, null, refresh);
    }

    private Uni<Tokens> tokens(
            Session session,
            Memberships memberships,
            UnaryOperator<SortedSet<String>> narrowing,
            RefreshToken refresh) {
        SortedSet<String> held = memberships.permissions(session.organizationId(), session.installationAdmin());
        return narrowing == null
                ? tokens(session, held, false, refresh)
                : tokens(session, narrowing.apply(held), true, refresh);
    }

    private Uni<Tokens> tokens(Session session, SortedSet<String> permissions, boolean narrowed, RefreshToken refresh) {
        return accessTokens
                .sign(session, permissions, narrowed)
                .map(access ->
                        Tokens.bearer(access, refresh, config.accessLifetime().toSeconds()));
    }

    private static Actor outside(UUID userId, Cause cause) {
        return new Actor(userId, Ids.NIL, java.util.Set.of(), cause);
    }
}
