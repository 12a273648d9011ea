package io.steward.identity.deletion;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of a deletion.
 *
 * @param openTickets null until it is decided
 */
public record DeletionView(
        @Schema(required = true) DeletionState state,

        @Schema(description = "Tickets that the account asked for and that are not closed; null until it is decided")
        Long openTickets) {}
