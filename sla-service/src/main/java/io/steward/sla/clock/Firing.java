package io.steward.sla.clock;

import io.steward.sla.policy.EscalationLevel;
import java.time.Instant;

/** Something that a clock has to tell once, and the moment from which it is due. */
public sealed interface Firing {
    ClockState clock();

    Instant at();

    /** When it counts as told: not before it is due, even when machines disagree about the time. */
    default Instant toldAt(Instant now) {
        return now.isBefore(at()) ? at() : now;
    }

    /** A share of the target has passed. */
    record Warning(ClockState clock, Instant at, int percent) implements Firing {}

    /** The target has passed. */
    record Breach(ClockState clock, Instant at) implements Firing {}

    /** Somebody has to step in. */
    record Escalation(ClockState clock, Instant at, EscalationLevel level) implements Firing {}
}
