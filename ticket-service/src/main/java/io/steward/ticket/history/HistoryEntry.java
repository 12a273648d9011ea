package io.steward.ticket.history;

import java.time.Instant;
import java.util.UUID;

/**
 * One changed field.
 *
 * @param changeType {@code CREATED} or {@code CHANGED}
 * @param changedBy null when no person did it
 * @param cause {@code person}, {@code rule:…} or the type of the event that caused it
 */
public record HistoryEntry(
        UUID id,
        String changeType,
        String field,
        String oldValue,
        String newValue,
        UUID changedBy,
        String cause,
        Instant changedAt) {}
