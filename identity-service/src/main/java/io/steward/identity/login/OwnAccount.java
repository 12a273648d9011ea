package io.steward.identity.login;

import io.smallrye.mutiny.Uni;
import io.steward.identity.session.Memberships;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What an account may know of itself. */
@ApplicationScoped
public class OwnAccount {
    /** One row for each organization, or a single one without. One statement: whoever shows a page asks for it first, and often. */
    private static final String FIND = """
            SELECT u.id, u.email, u.email_verified, u.username, u.display_name, u.language, u.version, m.*
            FROM users u LEFT JOIN LATERAL memberships_of(u.id) WITH ORDINALITY m ON true
            WHERE u.id = $1 AND u.status = 'ACTIVE'
            ORDER BY m.ordinality""";

    private final Tx tx;

    OwnAccount(Tx tx) {
        this.tx = tx;
    }

    /** @throws Problem 404 when the account is gone */
    public Uni<Me> read(Actor actor) {
        Actor outside = new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
        return tx.read(outside, FIND, actor.accountId()).map(rows -> {
            if (rows.size() == 0) {
                throw Problem.notFound();
            }
            return me(actor, rows.iterator().next(), Memberships.of(rows));
        });
    }

    private static Me me(Actor actor, Row account, Memberships memberships) {
        return new Me(
                account.getUUID("id"),
                account.getString("email"),
                account.getBoolean("email_verified"),
                account.getString("username"),
                account.getString("display_name"),
                account.getString("language"),
                actor.tenantId(),
                memberships.all().stream()
                        .map(membership -> new Me.Organization(
                                membership.organizationId(), membership.name(), membership.slug(), membership.roles()))
                        .toList(),
                memberships
                        .in(actor.tenantId())
                        .map(Memberships.Membership::roles)
                        .orElse(List.of()),
                new TreeSet<>(actor.permissions()),
                account.getLong("version"));
    }
}
