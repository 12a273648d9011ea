package io.steward.identity.team;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.identity.account.AccountService;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.organization.OrganizationRepository;
import io.steward.identity.team.TeamRequests.AddTeamMember;
import io.steward.identity.team.TeamRequests.CreateTeam;
import io.steward.identity.team.TeamView.MemberView;
import io.steward.kit.actor.Actor;
import io.steward.kit.idempotency.Idempotency;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;

/** The teams of an organization and who belongs to them. */
@ApplicationScoped
public class TeamService {
    /** Held before he is looked for, so that one who leaves the organization meanwhile is not found. */
    private static final String HOLD_MEMBER =
            "SELECT 1 FROM organization_members WHERE tenant_id = $1 AND user_id = $2 FOR KEY SHARE";

    private final SessionTx tx;
    private final TeamRepository teams;
    private final TeamMemberRepository members;
    private final AccountService accounts;
    private final OrganizationRepository organizations;
    private final Idempotency idempotency;

    TeamService(
            SessionTx tx,
            TeamRepository teams,
            TeamMemberRepository members,
            AccountService accounts,
            OrganizationRepository organizations,
            Idempotency idempotency) {
        this.tx = tx;
        this.teams = teams;
        this.members = members;
        this.accounts = accounts;
        this.organizations = organizations;
        this.idempotency = idempotency;
    }

    /** @throws Problem 409 when the organization has a team of this name */
    public Uni<TeamView> create(Actor actor, CreateTeam request, IdempotencyKey key) {
        return tx.write(
                        actor,
                        (session, scope) -> idempotency.once(
                                scope,
                                key,
                                TeamView.class,
                                () -> insert(session, scope, request.name().strip())))
                .onFailure(ConstraintViolationException.class)
                .transform(TeamService::taken);
    }

    private Uni<TeamView> insert(Mutiny.Session session, Scope scope, String name) {
        Team team = new Team(Ids.next(), scope.actor().tenantId(), name, scope.now());
        return organizations
                .require(team.tenantId)
                .chain(() -> teams.hasName(team.tenantId, name))
                .invoke(taken -> {
                    if (taken) {
                        throw nameTaken();
                    }
                })
                .chain(() -> session.persist(team))
                .chain(session::flush)
                .invoke(() -> Audit.record(
                        scope, AuditEntry.of("team.created", "team", team.id).after(Map.of("name", team.name))))
                .chain(() -> scope.append(new TeamCreated(team.id, team.name, team.createdAt), team.version))
                .replaceWith(() -> TeamView.of(team));
    }

    /** @throws Problem 404 for a team or an account that is not of the organization; 409 for one that belongs to the team already */
    public Uni<MemberView> add(Actor actor, UUID teamId, AddTeamMember request, IdempotencyKey key) {
        return tx.write(
                actor,
                (session, scope) ->
                        idempotency.once(scope, key, MemberView.class, () -> insert(session, scope, teamId, request)));
    }

    private Uni<MemberView> insert(Mutiny.Session session, Scope scope, UUID teamId, AddTeamMember request) {
        UUID tenantId = scope.actor().tenantId();
        TeamMember.Id id = new TeamMember.Id(tenantId, teamId, request.userId());
        return scope.query(HOLD_MEMBER, tenantId, request.userId())
                .chain(() -> teams.lock(tenantId, teamId))
                .call(() -> accounts.requireMember(session, tenantId, request.userId()))
                .call(() -> members.findById(id).invoke(known -> {
                    if (known != null) {
                        throw Problem.conflict("team-member-exists", "The account belongs to this team already.");
                    }
                }))
                .flatMap(team -> {
                    TeamMember member = new TeamMember(id, request.role(), scope.now());
                    long sequence = team.changed(scope.now());
                    return session.persist(member)
                            .chain(session::flush)
                            .invoke(() -> Audit.record(scope, added(id, request.role())))
                            .chain(() -> scope.append(
                                    new TeamMemberAdded(
                                            teamId,
                                            request.userId(),
                                            request.role().name(),
                                            member.joinedAt),
                                    sequence))
                            .replaceWith(() -> MemberView.of(member));
                });
    }

    private static AuditEntry added(TeamMember.Id id, TeamRole role) {
        return AuditEntry.of("team.member-added", "team", id.teamId())
                .after(Map.of("userId", id.userId(), "role", role));
    }

    public Uni<TeamView> read(Actor actor, UUID id) {
        return tx.write(actor, (session, scope) -> teams.require(actor.tenantId(), id))
                .map(TeamView::of);
    }

    /** Oldest first. */
    public Uni<Page<TeamView>> list(Actor actor, int limit, Cursor after) {
        return tx.write(actor, (session, scope) -> teams.page(actor.tenantId(), after, limit + 1))
                .map(found -> Page.of(
                        found.stream().map(TeamView::of).toList(),
                        limit,
                        last -> new Cursor(last.createdAt(), last.id())));
    }

    /** By the time they joined, oldest first. */
    public Uni<Page<MemberView>> members(Actor actor, UUID teamId, int limit, Cursor after) {
        return tx.write(actor, (session, scope) -> teams.require(actor.tenantId(), teamId)
                        .chain(() -> members.page(actor.tenantId(), teamId, after, limit + 1)))
                .map(found -> Page.of(
                        found.stream().map(MemberView::of).toList(),
                        limit,
                        last -> new Cursor(last.joinedAt(), last.userId())));
    }

    /** Two requests at once for the same name: the index lets one through. */
    static Throwable taken(Throwable failure) {
        String constraint = ((ConstraintViolationException) failure).getConstraintName();
        return "teams_name_unique".equals(constraint) ? nameTaken() : failure;
    }

    static Problem nameTaken() {
        return Problem.conflict("team-name-taken", "The organization has a team of this name.")
                .with("field", "name");
    }
}
