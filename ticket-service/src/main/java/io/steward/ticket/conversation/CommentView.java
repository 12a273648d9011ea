package io.steward.ticket.conversation;

import java.time.Instant;
import java.util.UUID;

/** A comment as clients see it. */
public record CommentView(
        UUID id, UUID ticketId, UUID authorId, String content, boolean internal, boolean byAgent, Instant createdAt) {}
