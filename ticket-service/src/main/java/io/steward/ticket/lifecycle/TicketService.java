package io.steward.ticket.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.kit.actor.Actor;
import io.steward.kit.idempotency.Idempotency;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.EntityTags;
import io.steward.ticket.conversation.Comments;
import io.steward.ticket.departure.Departures;
import io.steward.ticket.directory.Directory;
import io.steward.ticket.lifecycle.TicketRequests.MoveTicket;
import io.steward.ticket.lifecycle.TicketRequests.OpenTicket;
import io.steward.ticket.workflow.TicketStatus;
import io.steward.ticket.workflow.Workflows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Opens, reads, edits and moves tickets. Each change, its history rows and its events are one transaction. */
@ApplicationScoped
public class TicketService {
    private final Tx tx;
    private final TicketQueries tickets;
    private final TicketNumbers numbers;
    private final Workflows workflows;
    private final Comments comments;
    private final Directory directory;
    private final Idempotency idempotency;

    TicketService(
            Tx tx,
            TicketQueries tickets,
            TicketNumbers numbers,
            Workflows workflows,
            Comments comments,
            Directory directory,
            Idempotency idempotency) {
        this.tx = tx;
        this.tickets = tickets;
        this.numbers = numbers;
        this.workflows = workflows;
        this.comments = comments;
        this.directory = directory;
        this.idempotency = idempotency;
    }

    /**
     * The number is taken before the transaction, although a repetition then leaves a gap: a transaction that waited for one would hold
     * a connection while it does.
     *
     * @throws Problem 422 for a team that the organization does not have; 409 for an account that is being deleted
     */
    public Uni<TicketView> open(Actor actor, OpenTicket request, IdempotencyKey key) {
        return directory
                .requireTeam(actor, request.teamId())
                .chain(() -> numbers.next(actor.tenantId(), request.type()))
                .chain(number -> key == null
                        ? openAtOnce(actor, request, number)
                        : tx.write(
                                actor,
                                scope -> idempotency.once(
                                        scope, key, TicketView.class, () -> openIn(scope, request, number))))
                .onFailure(Departures::isRefusal)
                .transform(Departures::problem);
    }

    private Uni<TicketView> openAtOnce(Actor actor, OpenTicket request, String number) {
        return tx.insert(actor, now -> {
                    Ticket ticket = Ticket.opened(request, number, actor, now);
                    return TicketQueries.insertion(actor, ticket, told(ticket));
                })
                .map(TicketView::of);
    }

    private Uni<TicketView> openIn(Scope scope, OpenTicket request, String number) {
        Ticket ticket = Ticket.opened(request, number, scope.actor(), scope.now());
        Uni<Void> stored = tickets.insert(scope, ticket);
        Uni<Void> told = scope.append(told(ticket), ticket.version());
        return stored.chain(() -> told).map(ignored -> TicketView.of(ticket));
    }

    private static TicketCreated told(Ticket ticket) {
        return new TicketCreated(
                ticket.id(),
                ticket.number(),
                ticket.type().wireName(),
                ticket.title(),
                ticket.status().name(),
                ticket.priority().name(),
                ticket.category(),
                ticket.requesterId(),
                null,
                ticket.teamId(),
                ticket.createdAt());
    }

    /** @throws Problem 404 when it is not there, or not the actor's to see */
    public Uni<TicketView> read(Actor actor, UUID id) {
        return tx.read(actor, TicketQueries.BY_ID, actor.tenantId(), id).map(rows -> {
            Ticket ticket = TicketQueries.one(rows);
            TicketQueries.requireVisible(ticket, actor);
            return TicketView.of(ticket);
        });
    }

    /** @throws Problem 412 when the ticket was changed since {@code version}; 422 for an assignee who cannot work on tickets; 409 for one who is being deleted */
    public Uni<TicketView> edit(Actor actor, UUID id, long version, JsonNode patch) {
        TicketPatch edit = TicketPatch.of(patch, actor);
        return directory
                .requireTeam(actor, edit.team().orElse(null))
                .chain(() -> directory.requireAssignee(actor, edit.assignee().orElse(null)))
                .chain(() -> tx.write(actor, scope -> locked(scope, id, version)
                        .flatMap(ticket -> apply(scope, edit.applyTo(ticket, scope.actor(), scope.now())))))
                .onFailure(Departures::isRefusal)
                .transform(Departures::problem);
    }

    /** @throws Problem 409 for a move that the workflow does not have, 412 when the ticket was changed since */
    public Uni<TicketView> move(Actor actor, UUID id, long version, MoveTicket request) {
        return tx.write(actor, scope -> {
            Uni<Ticket> ticket = locked(scope, id, version);
            return workflows
                    .of(scope)
                    .flatMap(workflow -> ticket.flatMap(found -> {
                        workflow.require(found.status(), request.to(), actor);
                        String comment = request.comment();
                        return comment == null || comment.isBlank()
                                ? apply(scope, TicketChange.of(found).moveTo(request.to(), actor, scope.now()))
                                : comments.addWithMove(scope, found, request.to(), comment)
                                        .flatMap(with -> apply(scope, with));
                    }));
        });
    }

    /** What the actor may make of the ticket next. */
    public Uni<List<TicketStatus>> allowedMoves(Actor actor, UUID id) {
        return tx.read(actor, scope -> {
            Uni<Ticket> found = tickets.find(scope, id);
            return workflows
                    .of(scope)
                    .flatMap(workflow -> found.map(ticket -> workflow.allowed(ticket.status(), actor)));
        });
    }

    private Uni<Ticket> locked(Scope scope, UUID id, long version) {
        return tickets.lock(scope, id).invoke(ticket -> {
            if (ticket.version() != version) {
                throw EntityTags.stale();
            }
        });
    }

    private Uni<TicketView> apply(Scope scope, TicketChange change) {
        return change.store(scope, tickets).map(TicketView::of);
    }
}
