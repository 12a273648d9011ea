package io.steward.ticket.departure;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.AccountDeletionCancelled;
import io.steward.events.IdentityEvent.AccountDeletionRequested;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.MemberEvent;
import io.steward.events.PersonEvent.PersonChecked;
import io.steward.kit.erasure.AccountTraces;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/**
 * People whose account is to be deleted. From the moment identity asks, the database refuses new tickets and assignments for them; the
 * open tickets are counted behind the mark, with no creation under way. A ticket is open until it is closed: a resolved one may be
 * reopened by who asked for it.
 */
@ApplicationScoped
public class Departures {
    private static final String ALONE = "SELECT pg_advisory_xact_lock(departure_lock($1, $2))";
    private static final String SAVE = """
            INSERT INTO departures AS d (tenant_id, person_id, state, version) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET state = $3, version = $4 WHERE d.version < $4 AND d.state <> 'GONE'
            """;
    private static final String OPEN = """
            SELECT count(*) AS open FROM tickets
             WHERE tenant_id = $1 AND requestor_id = $2 AND status <> 'CLOSED' AND deleted_at IS NULL
            """;
    private static final String ANSWER = """
            INSERT INTO departure_answers AS a (person_id, told) VALUES ($1, 1)
            ON CONFLICT (person_id) DO UPDATE SET told = a.told + 1 RETURNING told
            """;
    private static final String HAND_BACK = """
            INSERT INTO hand_backs (tenant_id, person_id, cause)
            SELECT $1, $2, $3
             WHERE EXISTS (SELECT FROM tickets WHERE tenant_id = $1 AND assigned_to = $2 AND status <> 'CLOSED')
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET cause = excluded.cause
            """;
    private static final String KEEP = "DELETE FROM hand_backs WHERE tenant_id = $1 AND person_id = $2";

    /** Raised by the triggers of {@code V7__departures.sql} and {@code V8__assignees_can_work.sql}. */
    private static final String REFUSED = "ST409";

    private final HandBack handBack;

    Departures(HandBack handBack) {
        this.handBack = handBack;
    }

    /** Marks the person and answers how many open tickets it has here. */
    public Uni<Void> asked(Scope scope, AccountDeletionRequested request, long version) {
        UUID tenant = scope.actor().tenantId();
        var alone = scope.query(ALONE, tenant, request.userId());
        var marked = scope.query(SAVE, tenant, request.userId(), State.LEAVING.name(), version);
        var counted = scope.query(OPEN, tenant, request.userId());
        return alone.chain(() -> marked)
                .flatMap(saved -> saved.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : counted.flatMap(rows ->
                                answer(scope, request, rows.iterator().next().getLong("open"))));
    }

    private static Uni<Void> answer(Scope scope, AccountDeletionRequested request, long open) {
        return scope.query(ANSWER, request.userId())
                .flatMap(rows -> scope.append(
                        new PersonChecked(
                                request.userId(), scope.actor().tenantId(), request.deletionId(), open, scope.now()),
                        rows.iterator().next().getLong("told")));
    }

    /** Lifts the mark. */
    public Uni<Void> stays(Scope scope, AccountDeletionCancelled cancelled, long version) {
        return save(scope, cancelled.userId(), State.STAYS, version);
    }

    /** The mark stays for ever. What is assigned to the person is taken back after the commit, because it may be much. */
    public Uni<Void> gone(Scope scope, AccountErased erased, long version) {
        scope.afterCommit(handBack::wake);
        return save(scope, erased.userId(), State.GONE, version)
                .chain(() -> AccountTraces.erase(
                        scope,
                        erased.userId(),
                        erased.userId(),
                        MemberEvent.keyOf(scope.actor().tenantId(), erased.userId())));
    }

    private static Uni<Void> save(Scope scope, UUID person, State state, long version) {
        return scope.query(SAVE, scope.actor().tenantId(), person, state.name(), version)
                .replaceWithVoid();
    }

    /** Whether the database refused to give something to a person who leaves. */
    public static boolean isRefusal(Throwable failure) {
        return refusal(failure).isPresent();
    }

    /** What is to be answered then. */
    public static Throwable problem(Throwable failure) {
        String constraint = refusal(failure).map(PgException::getConstraint).orElse("");
        if ("assignee_can_work".equals(constraint)) {
            return assigneeCannotWork();
        }
        Problem problem = Problem.conflict(
                "account-leaving", "This account is being deleted, or was: it gets no new tickets and assignments.");
        return "assignee_stays".equals(constraint) ? problem.with("field", "assigneeId") : problem;
    }

    /** Of a member whose roles do not allow to work on tickets. */
    public static Problem assigneeCannotWork() {
        return Problem.unprocessable(
                "assignee-lacks-permission",
                "assigneeId",
                "The roles of this member do not allow to read and move all tickets. Choose somebody else.");
    }

    /** Waits for assignments to the person that are under way, and holds later ones up until the transaction ends. */
    public Uni<Void> alone(Scope scope, UUID person) {
        return scope.query(ALONE, scope.actor().tenantId(), person).replaceWithVoid();
    }

    /**
     * What is assigned to a member that can work on tickets no longer is taken back after the commit; who can again keeps what is left.
     *
     * @param cause what the history rows say
     */
    public Uni<Void> handBack(Scope scope, UUID person, String cause) {
        scope.afterCommit(handBack::wake);
        return scope.query(HAND_BACK, scope.actor().tenantId(), person, cause).replaceWithVoid();
    }

    /** Of a member that can work on tickets. */
    public Uni<Void> keep(Scope scope, UUID person) {
        return scope.query(KEEP, scope.actor().tenantId(), person).replaceWithVoid();
    }

    private static Optional<PgException> refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
            if (cause instanceof PgException refused && REFUSED.equals(refused.getSqlState())) {
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    private enum State {
        LEAVING,
        STAYS,
        GONE
    }
}
