package io.steward.identity.oidc;

import io.smallrye.mutiny.Uni;
import io.steward.identity.oidc.IdTokens.Person;
import io.steward.kit.actor.Actor;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.UUID;

/** The statements of external identities. */
@ApplicationScoped
class IdentityTable {
    private static final String LINKED = """
            SELECT u.id, u.is_installation_admin FROM external_identities e JOIN users u ON u.id = e.user_id
             WHERE e.issuer = $1 AND e.subject = $2 AND u.status = 'ACTIVE'
            """;
    private static final String SUBJECT =
            "SELECT EXISTS (SELECT FROM external_identities WHERE issuer = $1 AND subject = $2) AS known";
    /** Never the installation's administrator: no address may give away everything. */
    private static final String BY_EMAIL = """
            SELECT id, is_installation_admin FROM users
             WHERE lower(email) = lower($1) AND email_verified AND status = 'ACTIVE' AND NOT is_installation_admin
            """;

    private static final String HOLD_ACCOUNT = "SELECT id FROM users WHERE id = $1 AND status = 'ACTIVE' FOR SHARE";
    private static final String ALIVE =
            "SELECT id FROM user_sessions WHERE id = $1 AND user_id = $2 AND ended_at IS NULL";
    private static final String HOLD_BY_EMAIL = BY_EMAIL + " AND id = $2 FOR SHARE";
    private static final String USE =
            "UPDATE external_identities SET last_used_at = $4 WHERE user_id = $1 AND issuer = $2 AND subject = $3";
    private static final String LINK = """
            INSERT INTO external_identities (id, user_id, issuer, subject, created_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """;

    private final Tx tx;

    IdentityTable(Tx tx) {
        this.tx = tx;
    }

    /** An account that may be logged in to. */
    record Found(UUID userId, boolean installationAdmin, boolean linked) {}

    /** The active account that is linked; null for none. */
    Uni<Found> linked(Actor actor, String issuer, Person person) {
        return tx.read(actor, LINKED, issuer, person.subject()).map(rows -> found(rows, true));
    }

    /** The active account whose verified email this is, for somebody who is linked to none; null for none. */
    Uni<Found> byEmail(Actor actor, String issuer, Person person) {
        return tx.read(actor, SUBJECT, issuer, person.subject())
                .flatMap(rows -> rows.iterator().next().getBoolean("known")
                        ? Uni.createFrom().nullItem()
                        : tx.read(actor, BY_EMAIL, person.email()).map(found -> found(found, false)));
    }

    private static Found found(RowSet<Row> rows, boolean linked) {
        if (rows.size() == 0) {
            return null;
        }
        Row row = rows.iterator().next();
        return new Found(row.getUUID("id"), row.getBoolean("is_installation_admin"), linked);
    }

    /** Whether the account is active and still linked; held until the commit. */
    Uni<Boolean> use(Scope scope, UUID userId, String issuer, Person person) {
        var held = scope.query(HOLD_ACCOUNT, userId);
        var used =
                scope.query(USE, userId, issuer, person.subject(), scope.now().atOffset(ZoneOffset.UTC));
        return held.flatMap(account -> used.map(rows -> account.size() == 1 && rows.rowCount() == 1));
    }

    /** Whether the account is active and its verified email still this one; held until the commit. */
    Uni<Boolean> holdByEmail(Scope scope, UUID userId, Person person) {
        return scope.query(HOLD_BY_EMAIL, person.email(), userId).map(rows -> rows.size() == 1);
    }

    /** Whether the account is active and its session not over; held until the commit. Whoever ends the session holds the account first. */
    Uni<Boolean> hold(Scope scope, UUID userId, UUID session) {
        var held = scope.query(HOLD_ACCOUNT, userId);
        var alive = scope.query(ALIVE, session, userId);
        return held.flatMap(account -> alive.map(rows -> account.size() == 1 && rows.size() == 1));
    }

    /** The new identity's id; null when the subject, or the account at this issuer, is linked already. */
    Uni<UUID> link(Scope scope, UUID userId, String issuer, Person person) {
        UUID id = Ids.next();
        return scope.query(
                        LINK, id, userId, issuer, person.subject(), scope.now().atOffset(ZoneOffset.UTC))
                .map(rows -> rows.rowCount() == 1 ? id : null);
    }
}
