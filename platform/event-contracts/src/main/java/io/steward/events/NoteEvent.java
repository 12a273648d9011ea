package io.steward.events;

import java.time.Instant;
import java.util.UUID;

/**
 * What the ticket service says of an internal comment, on the topic of its tickets: that there is one, never what it says. Its key is
 * the comment's and not the ticket's: the ticket's sequence is its version, which its requester sees and which would count the notes.
 */
public sealed interface NoteEvent extends DomainEvent {

    @EventType("steward.ticket.note_added.v1")
    @Description(
            "An internal comment was added to a ticket. What it says, and anything for the requester, is not told.")
    record NoteAdded(
            UUID commentId,
            UUID ticketId,
            String number,
            String title,
            UUID authorId,
            @Nullable UUID assigneeId,
            Instant commentedAt)
            implements NoteEvent {
        @Override
        public UUID aggregateId() {
            return commentId;
        }
    }
}
