package io.steward.identity.wayin;

import io.smallrye.mutiny.Uni;
import io.steward.identity.apikey.ApiKeyEnds;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.session.EndReason;
import io.steward.identity.session.SessionService;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What becomes of an account's ways in when its owner proves himself by mail. Inside the caller's transaction, which holds the account's row and
 * gives it another password.
 *
 * <p>Before its address is proved, an account is whoever's has made it. All that was set until then ends with the first proof. Later ones
 * end what acts for the account now, and leave second factors and Git connections to their owner: a login still asks for the factor.
 */
@ApplicationScoped
public class WaysIn {
    private static final String IS_PROVED = "SELECT email_verified FROM users WHERE id = $1";
    private static final String PROVED = """
            UPDATE users SET email_verified = true, version = version + 1, updated_at = $2 WHERE id = $1 AND NOT email_verified
            """;

    private final Tx tx;
    private final ApiKeyEnds keys;
    private final SessionService sessions;

    WaysIn(Tx tx, ApiKeyEnds keys, SessionService sessions) {
        this.tx = tx;
        this.keys = keys;
        this.sessions = sessions;
    }

    /** Whether the account, which must be locked, has proved its address before. */
    public static Uni<Boolean> isProved(Scope scope, UUID account) {
        return scope.query(IS_PROVED, account)
                .map(rows -> rows.size() == 1 && rows.iterator().next().getBoolean("email_verified"));
    }

    /**
     * For whatever lets somebody in for good.
     *
     * @throws Problem 409 when the account has not proved its address
     */
    public static Uni<Void> requireProved(Scope scope, UUID account) {
        return isProved(scope, account)
                .invoke(proved -> {
                    if (!proved) {
                        throw Problem.conflict(
                                "email-unverified",
                                "Nobody has proved yet that the account's address is his. Prove it first: by a mailed token, such as that of a password reset.");
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Whoever acts has shown a token that was mailed to the account's address: it is proved from now on, if it was not before.
     *
     * @param because told in the audit log
     */
    public Uni<Void> proved(Scope scope, UUID account, AuditEntry because) {
        return isProved(scope, account)
                .flatMap(before -> scope.query(PROVED, account, scope.now().atOffset(ZoneOffset.UTC))
                        .chain(() -> end(scope, account, !before, because)));
    }

    /**
     * The same of an account that has proved no address before; the caller notes that it has now.
     *
     * @param beside entries for other logs, told in the order in which all lock them
     */
    public Uni<Void> firstProof(Scope scope, UUID account, AuditEntry because, AuditEntry... beside) {
        return end(scope, account, true, because, beside);
    }

    /** Ends all of them: the account goes. Its sessions have ended, and its rows are about to be deleted. */
    public Uni<List<UUID>> erased(Scope scope, UUID account) {
        return endRows(scope, account, true).chain(() -> keys.revokeAll(scope, account, null));
    }

    /** Ends all of the actor's sessions, and revokes his API keys unless he keeps them. */
    public Uni<Void> endOwn(Actor actor, boolean keepApiKeys) {
        Actor outside = new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
        UUID account = actor.accountId();
        return tx.writeMany(
                outside,
                scope -> (keepApiKeys ? Uni.createFrom().item(List.<UUID>of()) : keys.revokeAll(scope, account, null))
                        .map(revoked -> revoked.isEmpty()
                                ? new AuditEntry[0]
                                : new AuditEntry[] {
                                    AuditEntry.of("account.api-keys-revoked", "account", account)
                                            .after(Map.of("revokedApiKeys", revoked))
                                            .in(Ids.NIL)
                                })
                        .flatMap(because -> sessions.endAll(scope, account, EndReason.ENDED_BY_OWNER, because)));
    }

    private Uni<Void> end(Scope scope, UUID account, boolean first, AuditEntry because, AuditEntry... beside) {
        return endRows(scope, account, first)
                .chain(() -> keys.revokeAll(scope, account, null))
                .chain(revoked -> sessions.endAll(
                        scope,
                        account,
                        EndReason.PASSWORD_RESET,
                        concat(
                                because.after(Map.of(
                                                "emailVerified", true, "firstProof", first, "revokedApiKeys", revoked))
                                        .in(Ids.NIL),
                                beside)));
    }

    private static AuditEntry[] concat(AuditEntry first, AuditEntry... others) {
        AuditEntry[] all = Arrays.copyOf(others, others.length + 1);
        all[others.length] = first;
        return all;
    }

    private static Uni<Void> endRows(Scope scope, UUID account, boolean first) {
        OffsetDateTime now = scope.now().atOffset(ZoneOffset.UTC);
        Uni<Void> done = Uni.createFrom().voidItem();
        for (WayIn way : WayIn.values()) {
            if (way.ends(first)) {
                done = done.chain(() ->
                        scope.query(way.end(), way.parameters(account, now)).replaceWithVoid());
            }
        }
        return done;
    }
}
