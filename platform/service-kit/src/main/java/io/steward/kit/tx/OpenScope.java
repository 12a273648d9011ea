package io.steward.kit.tx;

import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.kit.actor.Actor;
import io.steward.kit.outbox.OutboxStatement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** Keeps every statement's outcome, so that a commit never overtakes a failure nobody looked at. */
final class OpenScope implements Scope {
    private static final String ENTER = "SELECT set_config('app.tenant_id', $1, true), "
            + "set_config('app.actor_id', $2, true), set_config('app.cause', $3, true)";

    private static final String APPEND_IN =
            "WITH entered AS MATERIALIZED (SELECT set_config('app.tenant_id', $1::text, true)) "
                    + OutboxStatement.after(1, "entered");

    private static final Logger LOG = Logger.getLogger(OpenScope.class);

    private final Actor actor;
    private final Instant now;
    private final SqlDoor door;
    private final boolean eventsAtTheEnd;
    private final List<Tuple> events = new ArrayList<>();
    private final List<Statement> last = new ArrayList<>();
    private final List<Future<?>> sent = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private Actor entered;
    private boolean appended;
    private boolean closed;

    private record Statement(String sql, Tuple parameters) {}

    /** @param eventsAtTheEnd collects the appended events until {@link #storeEvents()} */
    OpenScope(Actor actor, Instant now, SqlDoor door, boolean eventsAtTheEnd) {
        this.actor = actor;
        this.now = now;
        this.door = door;
        this.eventsAtTheEnd = eventsAtTheEnd;
    }

    /** Sets tenant and actor for this transaction alone; must go out before any statement of the work. */
    Future<RowSet<Row>> enter() {
        return enter(actor);
    }

    private Future<RowSet<Row>> enter(Actor who) {
        entered = who;
        String account = who.accountId() == null ? "" : who.accountId().toString();
        return send(
                ENTER, Tuple.of(who.tenantId().toString(), account, who.cause().label()));
    }

    @Override
    public Actor actor() {
        return actor;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Scope onBehalfOf(Actor other) {
        if (!other.tenantId().equals(actor.tenantId())) {
            throw new IllegalArgumentException("A transaction belongs to one organization");
        }
        return new ScopeOnBehalf(this, other);
    }

    @Override
    public Uni<RowSet<Row>> query(String sql, Tuple parameters) {
        return query(sql, parameters, actor);
    }

    /** The database is told who acts only when that changes. */
    Uni<RowSet<Row>> query(String sql, Tuple parameters, Actor who) {
        if (entered == null || !isTheSameToTheDatabase(entered, who)) {
            enter(who);
        }
        return Uni.createFrom().completionStage(send(sql, parameters).toCompletionStage());
    }

    private static boolean isTheSameToTheDatabase(Actor one, Actor other) {
        return Objects.equals(one.accountId(), other.accountId())
                && one.cause().label().equals(other.cause().label());
    }

    @Override
    public Uni<Void> append(DomainEvent event, long sequence) {
        return append(event, sequence, actor);
    }

    Uni<Void> append(DomainEvent event, long sequence, Actor who) {
        appended = true;
        Tuple row = OutboxStatement.row(event, sequence, who, now);
        if (eventsAtTheEnd) {
            events.add(row);
            return Uni.createFrom().voidItem();
        }
        return query(OutboxStatement.ONE, row, who).replaceWithVoid();
    }

    @Override
    public void appendIn(UUID organization, DomainEvent event, long sequence) {
        appendIn(organization, event, sequence, actor);
    }

    void appendIn(UUID organization, DomainEvent event, long sequence, Actor who) {
        appended = true;
        Actor there = new Actor(who.accountId(), organization, who.permissions(), who.cause());
        Tuple parameters = Tuple.of(organization.toString());
        Tuple row = OutboxStatement.row(event, sequence, there, now);
        IntStream.range(0, row.size()).forEach(column -> parameters.addValue(row.getValue(column)));
        atTheEnd(APPEND_IN, parameters);
    }

    /** Stores what was collected; to be called before {@link #close()}. */
    void storeEvents() {
        if (events.size() == 1) {
            send(OutboxStatement.ONE, events.getFirst());
        } else if (!events.isEmpty()) {
            send(OutboxStatement.MANY, OutboxStatement.columns(events));
        }
    }

    @Override
    public void atTheEnd(String sql, Tuple parameters) {
        if (closed) {
            throw new IllegalStateException("The transaction has ended");
        }
        last.add(new Statement(sql, parameters));
    }

    /** Sends what was kept for the end; to be called when all else has been sent, before {@link #close()}. */
    void sendLast() {
        last.forEach(statement -> send(statement.sql(), statement.parameters()));
    }

    @Override
    public void afterCommit(Runnable work) {
        afterCommit.add(work);
    }

    /** The transaction has committed. A wake-up that fails must not look like a failed transaction. */
    void committed() {
        for (Runnable work : afterCommit) {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("Work after a commit failed", e);
            }
        }
    }

    Future<RowSet<Row>> send(String sql, Tuple parameters) {
        if (closed) {
            return Future.failedFuture(new IllegalStateException("The transaction has ended"));
        }
        Future<RowSet<Row>> outcome = door.run(sql, parameters);
        sent.add(outcome);
        return outcome;
    }

    /** Takes no more statements; succeeds when every one that was sent has succeeded. */
    Future<Void> close() {
        closed = true;
        return Future.all(List.copyOf(sent)).mapEmpty();
    }

    boolean hasAppended() {
        return appended;
    }
}
