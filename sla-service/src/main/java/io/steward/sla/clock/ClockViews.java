package io.steward.sla.clock;

import io.steward.sla.clock.ClockKind.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What clients see of clocks. */
public final class ClockViews {
    private ClockViews() {}

    /** How a clock stands. A breached one stays so, running on or not. */
    public enum State {
        RUNNING,
        PAUSED,
        MET,
        BREACHED
    }

    /** @param remainingSeconds below zero once the target has passed */
    public record ClockView(
            ClockKind clock,
            State state,
            Instant startedAt,
            Instant dueAt,
            Instant stoppedAt,
            long targetSeconds,
            long elapsedSeconds,
            long remainingSeconds,
            Instant breachedAt) {

        static ClockView of(ClockState clock, Instant now) {
            Duration elapsed = clock.elapsedAt(now);
            boolean breached = clock.isBreached(now);
            return new ClockView(
                    clock.clock(),
                    breached ? State.BREACHED : state(clock.phase()),
                    clock.startedAt(),
                    clock.dueAt(),
                    clock.stoppedAt(),
                    clock.target().toSeconds(),
                    elapsed.toSeconds(),
                    clock.target().minus(elapsed).toSeconds(),
                    breached ? clock.breachAt() : null);
        }

        private static State state(Phase phase) {
            return switch (phase) {
                case RUNNING -> State.RUNNING;
                case PAUSED -> State.PAUSED;
                case STOPPED -> State.MET;
            };
        }
    }

    /** A ticket's SLA. */
    public record TicketSlaView(
            UUID ticketId, String number, UUID policyId, int policyVersion, String policyName, List<ClockView> clocks) {

        static TicketSlaView of(TicketSla sla, Instant now) {
            return new TicketSlaView(
                    sla.ticket().id(),
                    sla.ticket().number(),
                    sla.policy().id(),
                    sla.policy().version(),
                    sla.policy().name(),
                    Stream.of(ClockKind.values())
                            .map(kind -> ClockView.of(sla.clock(kind), now))
                            .toList());
        }
    }
}
