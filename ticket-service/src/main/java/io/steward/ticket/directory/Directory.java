package io.steward.ticket.directory;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.ticket.departure.Departures;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The local replica of people and teams. It lags behind identity by the time an event travels, so that somebody who was just made is
 * waited for a moment before a request that names them is refused.
 */
@ApplicationScoped
public class Directory {
    private static final Duration LAG = Duration.ofMillis(100);
    private static final int LOOKS = 15;
    private static final String PERSON = "SELECT can_work FROM person WHERE tenant_id = $1 AND id = $2 AND active";
    private static final String TEAM = "SELECT 1 FROM team WHERE tenant_id = $1 AND id = $2";
    private static final String SAVE_PERSON = """
            INSERT INTO person AS p (tenant_id, id, active, version, can_work) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, id) DO UPDATE SET active = $3, version = $4, can_work = coalesce($5, p.can_work) WHERE p.version < $4
            """;
    /** The last version there is: nothing that identity said before, and that comes later, changes it. */
    private static final String FORGET_PERSON = """
            INSERT INTO person (tenant_id, id, active, version) VALUES ($1, $2, false, $3)
            ON CONFLICT (tenant_id, id) DO UPDATE SET active = false, version = $3
            """;

    private static final String SAVE_TEAM = "INSERT INTO team (tenant_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    private final Tx tx;
    private final Departures departures;

    Directory(Tx tx, Departures departures) {
        this.tx = tx;
        this.departures = departures;
    }

    /** @throws Problem 422 when the organization has no such active member, or one that cannot work on tickets; null is always well */
    public Uni<Void> requireAssignee(Actor actor, UUID id) {
        return require(actor, PERSON, id, "assigneeId", row -> {
            if (!Boolean.TRUE.equals(row.getBoolean("can_work"))) {
                throw Departures.assigneeCannotWork();
            }
        });
    }

    /** @throws Problem 422 when the organization has no such team; null is always well */
    public Uni<Void> requireTeam(Actor actor, UUID id) {
        return require(actor, TEAM, id, "teamId", row -> {});
    }

    private Uni<Void> require(Actor actor, String sql, UUID id, String field, Consumer<Row> check) {
        if (id == null) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .deferred(() -> tx.read(actor, sql, actor.tenantId(), id))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.unprocessable(
                                "unknown-reference", field, "The organization has none with this id.");
                    }
                    check.accept(rows.iterator().next());
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

    /** Who cannot work on tickets any more loses the assignments; of whom nothing is said keeps them. */
    Uni<Void> save(Scope scope, MemberSaved member, long version) {
        UUID person = member.userId();
        boolean loses = !member.active() || Boolean.FALSE.equals(member.worksOnTickets());
        Uni<Void> alone =
                loses ? departures.alone(scope, person) : Uni.createFrom().voidItem();
        return alone.chain(() -> scope.query(
                        SAVE_PERSON,
                        scope.actor().tenantId(),
                        person,
                        member.active(),
                        version,
                        member.worksOnTickets()))
                .flatMap(saved -> {
                    if (saved.rowCount() == 0) {
                        return Uni.createFrom().voidItem();
                    }
                    return loses
                            ? departures.handBack(
                                    scope, person, member.active() ? "assignee-lost-rights" : "assignee-inactive")
                            : departures.keep(scope, person);
                });
    }

    /** Somebody whose account was erased: an id, for whom nobody is active any more. */
    Uni<Void> forget(Scope scope, UUID person) {
        return scope.query(FORGET_PERSON, scope.actor().tenantId(), person, Long.MAX_VALUE)
                .replaceWithVoid();
    }

    Uni<Void> save(Scope scope, TeamCreated team) {
        return scope.query(SAVE_TEAM, scope.actor().tenantId(), team.teamId()).replaceWithVoid();
    }
}
