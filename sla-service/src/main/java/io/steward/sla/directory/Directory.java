package io.steward.sla.directory;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.MemberEvent;
import io.steward.kit.actor.Actor;
import io.steward.kit.erasure.AccountTraces;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The local replica of members, their roles and the teams they lead. It lags behind identity by the time an event travels, so that
 * somebody who was just made is waited for a moment before a policy that names them is refused.
 */
@ApplicationScoped
public class Directory {
    private static final Duration LAG = Duration.ofMillis(100);
    private static final int LOOKS = 15;
    private static final String MEMBERS = "SELECT id FROM person WHERE tenant_id = $1 AND id = ANY($2) AND active";
    private static final String CANDIDATES = """
            SELECT p.id, p.roles, coalesce(m.is_lead, false) AS leads
              FROM person p
              LEFT JOIN team_member m ON m.tenant_id = p.tenant_id AND m.team_id = $2 AND m.user_id = p.id
             WHERE p.tenant_id = $1 AND p.active AND (m.is_lead OR p.roles && $3 OR p.id = $4)
             ORDER BY p.id
            """;
    private static final String SAVE_PERSON = """
            INSERT INTO person AS p (tenant_id, id, roles, active, version) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, id) DO UPDATE SET roles = $3, active = $4, version = $5 WHERE p.version < $5
            """;
    /** The last version there is: nothing that identity said before, and that comes later, changes it. */
    private static final String FORGET_PERSON = """
            INSERT INTO person (tenant_id, id, roles, active, version) VALUES ($1, $2, '{}', false, $3)
            ON CONFLICT (tenant_id, id) DO UPDATE SET roles = '{}', active = false, version = $3
            """;

    private static final String FORGET_TEAMS = "DELETE FROM team_member WHERE tenant_id = $1 AND user_id = $2";
    private static final String SAVE_TEAM_MEMBER = """
            INSERT INTO team_member AS m (tenant_id, team_id, user_id, is_lead, version) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, team_id, user_id) DO UPDATE SET is_lead = $4, version = $5 WHERE m.version < $5
            """;

    private final Tx tx;

    Directory(Tx tx) {
        this.tx = tx;
    }

    /** @throws Problem 422 when one of them is no active member of the organization */
    public Uni<Void> requireMembers(Actor actor, List<UUID> ids, String field) {
        if (ids.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .deferred(() -> tx.read(actor, MEMBERS, actor.tenantId(), ids.toArray(UUID[]::new)))
                .invoke(rows -> {
                    if (rows.size() < Set.copyOf(ids).size()) {
                        throw Problem.unprocessable(
                                "unknown-reference", field, "The organization has no active member with this id.");
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

    /**
     * Active members who lead the team, hold one of the roles, or are the named one.
     *
     * @param teamId may be null
     * @param memberId may be null
     */
    public Uni<List<Candidate>> candidates(Scope scope, UUID teamId, Set<String> roles, UUID memberId) {
        return scope.query(CANDIDATES, scope.actor().tenantId(), teamId, roles.toArray(String[]::new), memberId)
                .map(rows -> {
                    List<Candidate> found = new ArrayList<>(rows.size());
                    rows.forEach(row -> found.add(new Candidate(
                            row.getUUID("id"), row.getBoolean("leads"), Set.of(row.getArrayOfStrings("roles")))));
                    return found;
                });
    }

    Uni<Void> save(Scope scope, MemberSaved member, long version) {
        return scope.query(
                        SAVE_PERSON,
                        scope.actor().tenantId(),
                        member.userId(),
                        member.roles().stream().distinct().toArray(String[]::new),
                        member.active(),
                        version)
                .replaceWithVoid();
    }

    Uni<Void> save(Scope scope, TeamMemberAdded member, long version) {
        return saveLead(scope, member.teamId(), member.userId(), "LEAD".equals(member.role()), version);
    }

    /** The row stays, so that an older event does not make a lead of who has left. */
    Uni<Void> remove(Scope scope, TeamMemberRemoved member, long version) {
        return saveLead(scope, member.teamId(), member.userId(), false, version);
    }

    private static Uni<Void> saveLead(Scope scope, UUID team, UUID user, boolean leads, long version) {
        return scope.query(SAVE_TEAM_MEMBER, scope.actor().tenantId(), team, user, leads, version)
                .replaceWithVoid();
    }

    /** Somebody whose account was erased: an id that nobody is escalated to any more. */
    Uni<Void> forget(Scope scope, UUID person) {
        UUID tenant = scope.actor().tenantId();
        var forgotten = scope.query(FORGET_PERSON, tenant, person, Long.MAX_VALUE);
        var left = scope.query(FORGET_TEAMS, tenant, person);
        return forgotten
                .chain(() -> left)
                .chain(() -> AccountTraces.erase(scope, person, person, MemberEvent.keyOf(tenant, person)));
    }
}
