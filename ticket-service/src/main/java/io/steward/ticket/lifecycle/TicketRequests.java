package io.steward.ticket.lifecycle;

import io.steward.ticket.workflow.TicketStatus;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;

/** What clients ask of tickets. */
public final class TicketRequests {
    public static final int TITLE = 255;
    public static final int DESCRIPTION = 100_000;
    public static final int CATEGORY = 50;
    public static final int COMMENT = 50_000;

    private TicketRequests() {}

    public record OpenTicket(
            @NotNull TicketType type,
            @NotBlank @Size(max = TITLE) String title,
            @Size(max = DESCRIPTION) String description,
            @NotNull Priority priority,
            @Size(max = CATEGORY) String category,
            UUID teamId) {}

    /** The comment is public and goes with the move. */
    public record MoveTicket(
            @NotNull TicketStatus to, @Size(max = COMMENT) String comment) {}
}
