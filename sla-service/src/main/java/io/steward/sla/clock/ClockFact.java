package io.steward.sla.clock;

import io.steward.sla.policy.SlaPolicy;
import java.time.Instant;

/**
 * Something that happened to a ticket and matters to its clocks.
 *
 * @param sequence of the ticket's event; the order of facts
 * @param at the event's own time, never that of its arrival
 * @param status the ticket's status after it; null unless opened or moved
 * @param policy the policy chosen because of it; null unless opened or its priority changed
 */
public record ClockFact(long sequence, Kind kind, Instant at, String status, SlaPolicy policy) {

    /** What happened. */
    public enum Kind {
        OPENED,
        PRIORITY_CHANGED,
        /** An agent answered in public. */
        ANSWERED,
        STATUS_CHANGED
    }

    public static ClockFact opened(long sequence, Instant at, String status, SlaPolicy policy) {
        return new ClockFact(sequence, Kind.OPENED, at, status, policy);
    }

    public static ClockFact priorityChanged(long sequence, Instant at, SlaPolicy policy) {
        return new ClockFact(sequence, Kind.PRIORITY_CHANGED, at, null, policy);
    }

    public static ClockFact answered(long sequence, Instant at) {
        return new ClockFact(sequence, Kind.ANSWERED, at, null, null);
    }

    public static ClockFact moved(long sequence, Instant at, String status) {
        return new ClockFact(sequence, Kind.STATUS_CHANGED, at, status, null);
    }
}
