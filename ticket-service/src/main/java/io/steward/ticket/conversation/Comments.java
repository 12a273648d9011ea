package io.steward.ticket.conversation;

import io.smallrye.mutiny.Uni;
import io.steward.events.NoteEvent.NoteAdded;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.kit.actor.Actor;
import io.steward.kit.text.Excerpt;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.ticket.lifecycle.Permissions;
import io.steward.ticket.lifecycle.Ticket;
import io.steward.ticket.lifecycle.TicketChange;
import io.steward.ticket.workflow.TicketStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;

/**
 * Writes comments. A public one raises the ticket's version and is told as an event. What an internal one says leaves the service in no
 * form; that there is one is told under a key of its own, so that the ticket's version, which its requester sees, does not count them.
 */
@ApplicationScoped
public class Comments {
    /** As much of a comment as its event tells. */
    private static final int EXCERPT = 280;

    private static final String INSERT = """
            INSERT INTO comments (tenant_id, id, ticket_id, author_id, content, is_internal, by_agent, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """;

    Uni<CommentView> insert(Scope scope, Ticket ticket, String content, boolean internal) {
        Actor author = scope.actor();
        CommentView comment = new CommentView(
                Ids.next(), ticket.id(), author.accountId(), content, internal, isAgent(ticket, author), scope.now());
        return scope.query(
                        INSERT,
                        author.tenantId(),
                        comment.id(),
                        ticket.id(),
                        comment.authorId(),
                        content,
                        internal,
                        comment.byAgent(),
                        scope.now().atOffset(ZoneOffset.UTC))
                .replaceWith(comment);
    }

    /** That there is an internal one: a colleague is told to look. */
    Uni<Void> tellNote(Scope scope, Ticket ticket, CommentView note) {
        return scope.append(
                new NoteAdded(
                        note.id(),
                        ticket.id(),
                        ticket.number(),
                        ticket.title(),
                        note.authorId(),
                        ticket.assigneeId(),
                        note.createdAt()),
                1);
    }

    /**
     * The ticket with the event of a public comment.
     *
     * @param movedTo the status that the ticket came to with it; null when it did not move
     */
    TicketChange tell(TicketChange change, CommentView comment, TicketStatus movedTo) {
        Ticket ticket = change.ticket();
        return change.with(
                ticket,
                new TicketCommented(
                        ticket.id(),
                        ticket.number(),
                        ticket.title(),
                        comment.id(),
                        comment.authorId(),
                        comment.byAgent(),
                        Excerpt.of(comment.content(), EXCERPT),
                        ticket.requesterId(),
                        ticket.assigneeId(),
                        comment.createdAt(),
                        movedTo == null ? null : movedTo.name()));
    }

    /** The public comment that explains a move. */
    public Uni<TicketChange> addWithMove(Scope scope, Ticket ticket, TicketStatus to, String content) {
        return insert(scope, ticket, content, false).map(comment -> tellWithMove(scope, ticket, to, comment));
    }

    /** Both events say of each other, so that people are told once. */
    TicketChange tellWithMove(Scope scope, Ticket ticket, TicketStatus to, CommentView comment) {
        TicketChange moved = TicketChange.of(ticket).moveTo(to, scope.actor(), scope.now(), comment.id());
        return tell(moved, comment, to);
    }

    /** Who works on the organization's tickets speaks as an agent, except on a ticket of the own. */
    private static boolean isAgent(Ticket ticket, Actor author) {
        return author.may(Permissions.READ_ALL) && !ticket.requesterId().equals(author.accountId());
    }
}
