package io.steward.identity.team;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** For other features, inside their transaction: somebody leaves all teams, because he leaves the organization. */
public final class TeamLeaves {
    /** In the order of their ids, so that two who leave the same teams wait for each other and not in a circle. */
    private static final String LOCK = """
            SELECT t.id FROM teams t JOIN team_members m ON m.tenant_id = t.tenant_id AND m.team_id = t.id
             WHERE m.tenant_id = $1 AND m.user_id = $2 ORDER BY t.id FOR NO KEY UPDATE OF t
            """;

    private static final String LEAVE = """
            WITH gone AS (
                DELETE FROM team_members WHERE tenant_id = $1 AND user_id = $2 RETURNING team_id)
            UPDATE teams t SET version = version + 1, updated_at = $3 FROM gone
             WHERE t.tenant_id = $1 AND t.id = gone.team_id
            RETURNING t.id, t.version
            """;

    private TeamLeaves() {}

    /**
     * The membership must be locked, so that nobody joins a team meanwhile.
     *
     * @return the teams
     */
    public static Uni<List<UUID>> leaveAll(Scope scope, UUID userId) {
        UUID tenantId = scope.actor().tenantId();
        return scope.query(LOCK, tenantId, userId)
                .chain(() -> scope.query(LEAVE, tenantId, userId, scope.now().atOffset(ZoneOffset.UTC)))
                .map(rows -> {
                    List<UUID> left = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        UUID team = row.getUUID("id");
                        // All are sent at once; one that fails fails the transaction.
                        scope.append(new TeamMemberRemoved(team, userId, scope.now()), row.getLong("version"));
                        left.add(team);
                    }
                    return left;
                });
    }
}
