package io.steward.notification.directory;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.MemberEvent;
import io.steward.kit.erasure.AccountTraces;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The local replica of people and teams. The sequence of identity's event is a row's version: an older event changes nothing. */
@ApplicationScoped
public class Directory {
    private static final String SAVE_PERSON = """
            INSERT INTO person AS p (tenant_id, id, email, active, version, notifications_enabled)
            VALUES ($1, $2, $3, $4, $5, coalesce($6::boolean, true))
            ON CONFLICT (tenant_id, id) DO UPDATE
               SET email = $3, active = $4, version = $5, notifications_enabled = coalesce($6::boolean, p.notifications_enabled)
             WHERE p.version < $5
            """;
    /** The last version there is: nothing that identity said before, and that comes later, changes it. */
    private static final String FORGET_PERSON = """
            INSERT INTO person (tenant_id, id, email, active, version) VALUES ($1, $2, NULL, false, $3)
            ON CONFLICT (tenant_id, id) DO UPDATE SET email = NULL, active = false, version = $3
            """;

    private static final String FORGET_TEAMS = "DELETE FROM team_member WHERE tenant_id = $1 AND user_id = $2";
    private static final String SAVE_TEAM = """
            INSERT INTO team AS t (tenant_id, id, version, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, id) DO UPDATE SET version = $3 WHERE t.version < $3
            """;
    private static final String SAVE_MEMBER = """
            INSERT INTO team_member AS m (tenant_id, team_id, user_id, is_lead, version) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, team_id, user_id) DO UPDATE SET is_lead = $4, version = $5 WHERE m.version < $5
            """;
    private static final String PEOPLE =
            "SELECT id, email, active, notifications_enabled FROM person WHERE tenant_id = $1 AND id = ANY($2)";

    /** The people of the organization among these, by id; who is not known here is absent. */
    public Uni<Map<UUID, Person>> find(Scope scope, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return scope.query(PEOPLE, scope.actor().tenantId(), ids.toArray(UUID[]::new))
                .map(rows -> {
                    Map<UUID, Person> people = new HashMap<>();
                    rows.forEach(row -> people.put(
                            row.getUUID("id"),
                            new Person(
                                    row.getUUID("id"),
                                    row.getString("email"),
                                    row.getBoolean("active"),
                                    row.getBoolean("notifications_enabled"))));
                    return people;
                });
    }

    Uni<Void> save(Scope scope, MemberSaved member, long version) {
        return scope.query(
                        SAVE_PERSON,
                        scope.actor().tenantId(),
                        member.userId(),
                        member.email(),
                        member.active(),
                        version,
                        member.notificationsEnabled())
                .replaceWithVoid();
    }

    Uni<Void> save(Scope scope, TeamCreated team, long version) {
        return scope.query(
                        SAVE_TEAM,
                        scope.actor().tenantId(),
                        team.teamId(),
                        version,
                        team.createdAt().atOffset(ZoneOffset.UTC))
                .replaceWithVoid();
    }

    Uni<Void> save(Scope scope, TeamMemberAdded added, long version) {
        return saveLead(scope, added.teamId(), added.userId(), "LEAD".equals(added.role()), version);
    }

    /** The row stays, so that an older event does not make a lead of who has left. */
    Uni<Void> remove(Scope scope, TeamMemberRemoved removed, long version) {
        return saveLead(scope, removed.teamId(), removed.userId(), false, version);
    }

    private static Uni<Void> saveLead(Scope scope, UUID team, UUID user, boolean leads, long version) {
        return scope.query(SAVE_MEMBER, scope.actor().tenantId(), team, user, leads, version)
                .replaceWithVoid();
    }

    /** Somebody whose account was erased: an id without an address. */
    Uni<Void> forget(Scope scope, UUID person) {
        UUID tenant = scope.actor().tenantId();
        var forgotten = scope.query(FORGET_PERSON, tenant, person, Long.MAX_VALUE);
        var left = scope.query(FORGET_TEAMS, tenant, person);
        return forgotten
                .chain(() -> left)
                .chain(() -> AccountTraces.erase(scope, person, person, MemberEvent.keyOf(tenant, person)));
    }
}
