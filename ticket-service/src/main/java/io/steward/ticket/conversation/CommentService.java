package io.steward.ticket.conversation;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.idempotency.Idempotency;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import io.steward.ticket.lifecycle.Permissions;
import io.steward.ticket.lifecycle.Ticket;
import io.steward.ticket.lifecycle.TicketChange;
import io.steward.ticket.lifecycle.TicketQueries;
import io.steward.ticket.workflow.TicketStatus;
import io.steward.ticket.workflow.Workflows;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The conversation on a ticket. */
@ApplicationScoped
public class CommentService {
    private static final String LIST = """
            SELECT id, ticket_id, author_id, content, is_internal, by_agent, created_at FROM comments
             WHERE tenant_id = $1 AND ticket_id = $2 AND ($3 OR NOT is_internal)
               AND ($4::timestamptz IS NULL OR (created_at, id) > ($4, $5))
             ORDER BY created_at, id LIMIT $6
            """;

    private final Tx tx;
    private final TicketQueries tickets;
    private final Comments comments;
    private final Workflows workflows;
    private final Idempotency idempotency;

    CommentService(Tx tx, TicketQueries tickets, Comments comments, Workflows workflows, Idempotency idempotency) {
        this.tx = tx;
        this.tickets = tickets;
        this.comments = comments;
        this.workflows = workflows;
        this.idempotency = idempotency;
    }

    /** @throws Problem 403 for an internal comment of somebody who may not write one; 409 on a closed ticket */
    public Uni<CommentView> add(Actor actor, UUID ticketId, String content, boolean internal, IdempotencyKey key) {
        if (internal && !actor.may(Permissions.COMMENT_INTERNAL)) {
            throw Problem.forbidden("forbidden", "Your roles do not allow internal comments.");
        }
        return tx.write(
                actor,
                scope -> idempotency.once(scope, key, CommentView.class, () -> tickets.lock(scope, ticketId)
                        .flatMap(ticket -> write(scope, ticket, content, internal))));
    }

    private Uni<CommentView> write(Scope scope, Ticket ticket, String content, boolean internal) {
        if (ticket.status() == TicketStatus.CLOSED) {
            throw Problem.conflict("ticket-closed", "A closed ticket takes no more comments.");
        }
        return comments.insert(scope, ticket, content, internal).flatMap(comment -> {
            if (internal) {
                return Uni.createFrom().item(comment);
            }
            TicketChange told = comments.tell(TicketChange.of(ticket), comment);
            return answer(scope, told)
                    .flatMap(change -> change.store(scope, tickets))
                    .replaceWith(comment);
        });
    }

    /** The requester's word on a ticket that waits for it moves it back to work, or marks it where the workflow has no such move. */
    private Uni<TicketChange> answer(Scope scope, TicketChange change) {
        Ticket ticket = change.ticket();
        boolean awaited = ticket.status() == TicketStatus.PENDING_INFO
                && ticket.requesterId().equals(scope.actor().accountId());
        if (!awaited) {
            return Uni.createFrom().item(change);
        }
        return workflows
                .of(scope)
                .map(workflow -> workflow.edge(TicketStatus.PENDING_INFO, TicketStatus.IN_PROGRESS)
                                .isPresent()
                        ? change.moveTo(TicketStatus.IN_PROGRESS, scope.actor(), scope.now())
                        : change.marked(ticket.waitingForAgent(scope.now())));
    }

    /** Oldest first; a requester gets the public ones alone. */
    public Uni<Page<CommentView>> list(Actor actor, UUID ticketId, int limit, Cursor after) {
        return tx.read(actor, scope -> {
            var visible = tickets.find(scope, ticketId);
            var rows = scope.query(
                    LIST,
                    actor.tenantId(),
                    ticketId,
                    actor.may(Permissions.COMMENT_INTERNAL),
                    after == null ? null : after.at().atOffset(ZoneOffset.UTC),
                    after == null ? null : after.id(),
                    limit + 1);
            return visible.chain(() -> rows).map(found -> {
                List<CommentView> items = new ArrayList<>();
                found.forEach(row -> items.add(of(row)));
                return Page.of(items, limit, last -> new Cursor(last.createdAt(), last.id()));
            });
        });
    }

    private static CommentView of(Row row) {
        return new CommentView(
                row.getUUID("id"),
                row.getUUID("ticket_id"),
                row.getUUID("author_id"),
                row.getString("content"),
                row.getBoolean("is_internal"),
                row.getBoolean("by_agent"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
