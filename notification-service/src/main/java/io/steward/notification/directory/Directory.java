package io.steward.notification.directory;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.OrganizationUpdated;
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
import java.util.Set;
import java.util.UUID;

/** The local replica of people and teams. The sequence of identity's event is a row's version: an older event changes nothing. */
@ApplicationScoped
public class Directory {
    private static final String SAVE_PERSON = """
            INSERT INTO person AS p (tenant_id, id, email, active, version, notifications_enabled, ticket_permissions, can_work)
            VALUES ($1, $2, $3, $4, $5, coalesce($6::boolean, true), $7, coalesce($8::boolean, false))
            ON CONFLICT (tenant_id, id) DO UPDATE
               SET email = $3, active = $4, version = $5, notifications_enabled = coalesce($6::boolean, p.notifications_enabled),
                   ticket_permissions = coalesce($7, p.ticket_permissions), can_work = coalesce($8::boolean, p.can_work)
             WHERE p.version < $5
            """;
    /** The last version there is: nothing that identity said before, and that comes later, changes it. */
    private static final String FORGET_PERSON = """
            INSERT INTO person (tenant_id, id, email, active, version) VALUES ($1, $2, NULL, false, $3)
            ON CONFLICT (tenant_id, id) DO UPDATE SET email = NULL, active = false, version = $3, ticket_permissions = NULL, can_work = false
            """;

    private static final String FORGET_TEAMS = "DELETE FROM team_member WHERE tenant_id = $1 AND user_id = $2";
    private static final String SAVE_TEAM = """
            INSERT INTO team AS t (tenant_id, id, version, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, id) DO UPDATE SET version = $3 WHERE t.version < $3
            """;
    private static final String SAVE_MEMBER = """
            INSERT INTO team_member AS m (tenant_id, team_id, user_id, is_lead, version, is_member) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (tenant_id, team_id, user_id) DO UPDATE SET is_lead = $4, version = $5, is_member = $6 WHERE m.version < $5
            """;
    private static final String SAVE_ORGANIZATION = """
            INSERT INTO organization AS o (tenant_id, default_team_id, version) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id) DO UPDATE SET default_team_id = $2, version = $3 WHERE o.version < $3
            """;
    private static final String PEOPLE = """
            SELECT id, email, active, notifications_enabled, coalesce(ticket_permissions, '{}') AS ticket_permissions
              FROM person WHERE tenant_id = $1 AND id = ANY($2)
            """;

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
                                    row.getBoolean("notifications_enabled"),
                                    Set.of(row.getArrayOfStrings("ticket_permissions")))));
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
                        member.notificationsEnabled(),
                        member.ticketPermissions() == null
                                ? null
                                : member.ticketPermissions().stream().distinct().toArray(String[]::new),
                        member.worksOnTickets())
                .replaceWithVoid();
    }

    Uni<Void> save(Scope scope, OrganizationUpdated organization, long version) {
        return scope.query(SAVE_ORGANIZATION, scope.actor().tenantId(), organization.defaultTeamId(), version)
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
        return savePlace(scope, added.teamId(), added.userId(), "LEAD".equals(added.role()), version, true);
    }

    /** The row stays, so that an older event does not bring back who has left. */
    Uni<Void> remove(Scope scope, TeamMemberRemoved removed, long version) {
        return savePlace(scope, removed.teamId(), removed.userId(), false, version, false);
    }

    private static Uni<Void> savePlace(Scope scope, UUID team, UUID user, boolean leads, long version, boolean member) {
        return scope.query(SAVE_MEMBER, scope.actor().tenantId(), team, user, leads, version, member)
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
