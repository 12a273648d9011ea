package io.steward.identity.bulk;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Which addresses the organization acted in has to do with already. Of others' accounts it tells nothing. */
@ApplicationScoped
class KnownAddresses {
    private static final String FIND = """
            SELECT w.email, m.user_id,
                   EXISTS (SELECT FROM invitations i
                            WHERE i.tenant_id = $1 AND lower(i.email) = lower(w.email) AND i.closed_at IS NULL
                              AND i.expires_at > $3::timestamptz) AS invited
              FROM unnest($2::text[]) AS w (email)
              LEFT JOIN users u ON lower(u.email) = lower(w.email)
              LEFT JOIN organization_members m ON m.tenant_id = $1 AND m.user_id = u.id
            """;

    private final Tx tx;
    private final Clock clock;

    KnownAddresses(Tx tx, Clock clock) {
        this.tx = tx;
        this.clock = clock;
    }

    /**
     * @param member the account; null when the address is no member's
     * @param invited whether it has an invitation that is open
     */
    record Known(UUID member, boolean invited) {}

    Uni<Map<String, Known>> of(Actor actor, List<String> emails) {
        return tx.read(
                        actor,
                        FIND,
                        actor.tenantId(),
                        emails.toArray(String[]::new),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .map(rows -> {
                    Map<String, Known> found = new HashMap<>();
                    for (Row row : rows) {
                        found.put(row.getString("email"), new Known(row.getUUID("user_id"), row.getBoolean("invited")));
                    }
                    return found;
                });
    }
}
