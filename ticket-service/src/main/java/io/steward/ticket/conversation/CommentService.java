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
            throw Problem.conflict(
                    "ticket-closed",
                    "A closed ticket takes no more comments. Open a new one and name " + ticket.number() + " in it.");
        }
        return comments.insert(scope, ticket, content, internal).flatMap(comment -> {
            if (internal) {
                return comments.tellNote(scope, ticket, comment).replaceWith(comment);
            }
            return answer(scope, ticket, comment)
                    .flatMap(change -> change.store(scope, tickets))
                    .replaceWith(comment);
        });
    }

    /**
     * The requester's word on a ticket that waits for it moves it back to work, and on a resolved one says that it is not solved. Where
     * the workflow has no such move, or the requester may not reopen, it marks the ticket; an agent's answer takes the mark away.
     */
    private Uni<TicketChange> answer(Scope scope, Ticket ticket, CommentView comment) {
        TicketStatus wanted = ticket.requesterId().equals(scope.actor().accountId()) ? afterReply(ticket) : null;
        if (wanted == null) {
            TicketChange told = comments.tell(TicketChange.of(ticket), comment, null);
            boolean answered = ticket.waitingForAgent() && comment.byAgent();
            return Uni.createFrom()
                    .item(answered ? told.marked(told.ticket().waitingForAgent(false, scope.now())) : told);
        }
        return workflows.of(scope).map(workflow -> {
            boolean may = wanted != TicketStatus.REOPENED || scope.actor().may(Permissions.REOPEN);
            if (may && workflow.edge(ticket.status(), wanted).isPresent()) {
                return comments.tellWithMove(scope, ticket, wanted, comment);
            }
            TicketChange told = comments.tell(TicketChange.of(ticket), comment, null);
            return told.marked(told.ticket().waitingForAgent(true, scope.now()));
        });
    }

    /** Where the requester's reply leads; null when it leaves the ticket where it is. */
    private static TicketStatus afterReply(Ticket ticket) {
        return switch (ticket.status()) {
            case PENDING_INFO -> TicketStatus.IN_PROGRESS;
            case RESOLVED -> TicketStatus.REOPENED;
            default -> null;
        };
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
