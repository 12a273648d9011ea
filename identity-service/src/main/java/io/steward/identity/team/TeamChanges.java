package io.steward.identity.team;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.IdentityEvent.TeamUpdated;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.team.TeamRequests.ChangeTeamRole;
import io.steward.identity.team.TeamRequests.RenameTeam;
import io.steward.identity.team.TeamView.MemberView;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.web.EntityTags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;

/** What becomes of a team later. Its row is locked first, so that its events get their places in turn. */
@ApplicationScoped
class TeamChanges {
    private final SessionTx tx;
    private final TeamRepository teams;
    private final TeamMemberRepository members;

    TeamChanges(SessionTx tx, TeamRepository teams, TeamMemberRepository members) {
        this.tx = tx;
        this.teams = teams;
        this.members = members;
    }

    /** @throws Problem 404, 412 as ever; 409 when the organization has another team of this name */
    Uni<TeamView> rename(Actor actor, UUID id, long version, RenameTeam request) {
        String name = request.name().strip();
        return tx.write(actor, (session, scope) -> teams.lock(actor.tenantId(), id)
                        .flatMap(team -> {
                            if (team.version != version) {
                                throw EntityTags.stale();
                            }
                            return team.name.equals(name)
                                    ? Uni.createFrom().item(TeamView.of(team))
                                    : rename(session, scope, team, name);
                        }))
                .onFailure(ConstraintViolationException.class)
                .transform(TeamService::taken);
    }

    private Uni<TeamView> rename(Mutiny.Session session, Scope scope, Team team, String name) {
        return requireFree(team, name).chain(() -> {
            Audit.record(
                    scope,
                    AuditEntry.of("team.renamed", "team", team.id)
                            .before(Map.of("name", team.name))
                            .after(Map.of("name", name)));
            team.name = name;
            long sequence = team.changed(scope.now());
            return session.flush()
                    .chain(() -> scope.append(new TeamUpdated(team.id, name, scope.now()), sequence))
                    .replaceWith(() -> TeamView.of(team));
        });
    }

    /** Its own name it may have in other letters. */
    private Uni<Void> requireFree(Team team, String name) {
        return team.name.equalsIgnoreCase(name)
                ? Uni.createFrom().voidItem()
                : teams.hasName(team.tenantId, name)
                        .invoke(taken -> {
                            if (taken) {
                                throw TeamService.nameTaken();
                            }
                        })
                        .replaceWithVoid();
    }

    /** @throws Problem 404 for a team that the organization does not have, and for somebody who does not belong to it */
    Uni<MemberView> changeRole(Actor actor, UUID teamId, UUID userId, ChangeTeamRole request) {
        return tx.write(actor, (session, scope) -> teams.lock(actor.tenantId(), teamId)
                .flatMap(team -> require(team, userId).flatMap(member -> {
                    if (member.role == request.role()) {
                        return Uni.createFrom().item(MemberView.of(member));
                    }
                    Audit.record(
                            scope,
                            AuditEntry.of("team.member-role-changed", "team", teamId)
                                    .before(Map.of("userId", userId, "role", member.role))
                                    .after(Map.of("userId", userId, "role", request.role())));
                    member.role = request.role();
                    long sequence = team.changed(scope.now());
                    return session.flush()
                            .chain(() -> scope.append(
                                    new TeamMemberAdded(teamId, userId, member.role.name(), scope.now()), sequence))
                            .replaceWith(() -> MemberView.of(member));
                })));
    }

    /** @throws Problem 404 for a team that the organization does not have, and for somebody who does not belong to it */
    Uni<Void> remove(Actor actor, UUID teamId, UUID userId) {
        return tx.write(actor, (session, scope) -> teams.lock(actor.tenantId(), teamId)
                .flatMap(team -> require(team, userId).flatMap(member -> {
                    Audit.record(
                            scope,
                            AuditEntry.of("team.member-removed", "team", teamId)
                                    .before(Map.of("userId", userId, "role", member.role)));
                    long sequence = team.changed(scope.now());
                    return session.remove(member)
                            .chain(session::flush)
                            .chain(() -> scope.append(new TeamMemberRemoved(teamId, userId, scope.now()), sequence));
                })));
    }

    private Uni<TeamMember> require(Team team, UUID userId) {
        return members.findById(new TeamMember.Id(team.tenantId, team.id, userId))
                .onItem()
                .ifNull()
                .failWith(Problem::notFound);
    }
}
