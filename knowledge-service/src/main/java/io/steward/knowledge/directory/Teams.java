package io.steward.knowledge.directory;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.kit.actor.Actor;
import io.steward.kit.erasure.AccountTraces;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/**
 * The local replica of teams and who is in them. It lags behind identity by the time an event travels, so that a team that was just
 * made is waited for a moment before a request that names it is refused.
 */
@ApplicationScoped
public class Teams {
    private static final Duration LAG = Duration.ofMillis(100);
    private static final int LOOKS = 15;
    private static final String TEAM = "SELECT 1 FROM team WHERE tenant_id = $1 AND id = $2";
    private static final String SAVE_TEAM = "INSERT INTO team (tenant_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    private static final String SAVE_MEMBER =
            "INSERT INTO team_member (tenant_id, user_id, team_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    private static final String REMOVE_MEMBER =
            "DELETE FROM team_member WHERE tenant_id = $1 AND user_id = $2 AND team_id = $3";
    private static final String FORGET = "DELETE FROM team_member WHERE tenant_id = $1 AND user_id = $2";

    private final Tx tx;

    Teams(Tx tx) {
        this.tx = tx;
    }

    /** @throws Problem 422 when the organization has no such team; null is always well */
    public Uni<Void> require(Actor actor, UUID id) {
        if (id == null) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .deferred(() -> tx.read(actor, TEAM, actor.tenantId(), id))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.unprocessable(
                                "unknown-reference", "teamId", "The organization has none with this id.");
                    }
                })
                .onFailure(Problem.class)
                .retry()
                .withBackOff(LAG, LAG)
                .withJitter(0)
                .atMost(LOOKS)
                .onFailure(IllegalStateException.class)
                .transform(exhausted -> exhausted.getCause() instanceof Problem problem ? problem : exhausted)
                .replaceWithVoid();
    }

    Uni<Void> save(Scope scope, TeamCreated team) {
        return scope.query(SAVE_TEAM, scope.actor().tenantId(), team.teamId()).replaceWithVoid();
    }

    Uni<Void> save(Scope scope, TeamMemberAdded member) {
        return scope.query(SAVE_MEMBER, scope.actor().tenantId(), member.userId(), member.teamId())
                .replaceWithVoid();
    }

    Uni<Void> remove(Scope scope, TeamMemberRemoved member) {
        return scope.query(REMOVE_MEMBER, scope.actor().tenantId(), member.userId(), member.teamId())
                .replaceWithVoid();
    }

    /** Somebody whose account was erased; articles keep the id of their author. */
    Uni<Void> forget(Scope scope, UUID person) {
        return scope.query(FORGET, scope.actor().tenantId(), person)
                .chain(() -> AccountTraces.erase(scope, person, person));
    }
}
