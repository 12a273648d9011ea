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
    private static final String FIND =
            "SELECT id, email, email_verified, username, display_name, language, version FROM users WHERE id = $1 AND status = 'ACTIVE'";

    private final Tx tx;

    OwnAccount(Tx tx) {
        this.tx = tx;
    }

    /** @throws Problem 404 when the account is gone */
    public Uni<Me> read(Actor actor) {
        Actor outside = new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
        return tx.read(outside, scope -> {
            var account = scope.query(FIND, actor.accountId());
            var memberships = scope.query(Memberships.SQL, actor.accountId());
            return account.flatMap(found -> {
                if (found.size() == 0) {
                    throw Problem.notFound();
                }
                return memberships.map(rows -> me(actor, found.iterator().next(), Memberships.of(rows)));
            });
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
