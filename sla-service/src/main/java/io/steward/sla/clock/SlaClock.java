package io.steward.sla.clock;

import io.steward.sla.clock.ClockKind.Phase;
import io.steward.sla.policy.SlaPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes a clock from what happened to its ticket: a pure function of the facts, their policies and the calendar. To be in time is
 * to stop at the due moment or before it.
 */
public final class SlaClock {
    private final ClockKind clock;
    private final Calendar calendar;
    private final List<Segment> segments = new ArrayList<>();
    private SlaPolicy policy;
    private SlaPolicy stoppedUnder;
    private Phase phase;
    private Instant startedAt;
    /** Where the stretch that is not over begins. */
    private Instant since;

    private Duration elapsed = Duration.ZERO;
    private Instant breachedAt;
    private Instant stoppedDue;

    private SlaClock(ClockKind clock, Calendar calendar) {
        this.clock = clock;
        this.calendar = calendar;
    }

    /** @param facts in the order of their sequence; the first is {@code OPENED} */
    public static ClockState replay(ClockKind clock, List<ClockFact> facts, Calendar calendar) {
        SlaClock replayed = new SlaClock(clock, calendar);
        facts.forEach(replayed::apply);
        return replayed.state();
    }

    private void apply(ClockFact fact) {
        // The machines that time the facts may disagree by a little; the order of facts is that of their sequence.
        Instant at = since != null && fact.at().isBefore(since) ? since : fact.at();
        switch (fact.kind()) {
            case OPENED -> {
                policy = fact.policy();
                startedAt = at;
                since = at;
                phase = Phase.RUNNING;
                enter(clock.in(fact.status()), at);
            }
            case PRIORITY_CHANGED -> {
                if (phase == Phase.RUNNING) {
                    close(at);
                }
                policy = fact.policy();
            }
            case ANSWERED -> {
                if (clock == ClockKind.RESPONSE) {
                    enter(Phase.STOPPED, at);
                }
            }
            case STATUS_CHANGED -> enter(clock.in(fact.status()), at);
            default -> throw new IllegalStateException(fact.kind().name());
        }
    }

    private void enter(Phase next, Instant at) {
        boolean over = phase == Phase.STOPPED && clock == ClockKind.RESPONSE;
        if (next == phase || over) {
            return;
        }
        close(at);
        phase = next;
        if (next == Phase.STOPPED) {
            stoppedUnder = policy;
            stoppedDue = due();
        }
    }

    /** Ends the open stretch. */
    private void close(Instant at) {
        boolean counts = phase == Phase.RUNNING;
        Duration counted = counts ? calendar.elapsed(since, at) : Duration.ZERO;
        if (counts && breachedAt == null && runsOut().isBefore(at)) {
            breachedAt = runsOut();
        }
        if (at.isAfter(since)) {
            segments.add(new Segment(since, at, counts, reason(), counted));
        }
        elapsed = elapsed.plus(counted);
        since = at;
    }

    /** When the stretch that counts uses up the rest of the target; its beginning when nothing is left. */
    private Instant runsOut() {
        Duration left = clock.target(policy).minus(elapsed);
        return left.isPositive() ? calendar.add(since, left) : since;
    }

    private Instant due() {
        return ClockState.moment(segments, clock.target(policy), elapsed, since, calendar);
    }

    private String reason() {
        return switch (phase) {
            case RUNNING -> "running:" + policy.priority();
            case PAUSED -> "waiting-for-requester";
            case STOPPED -> "resolved";
        };
    }

    private ClockState state() {
        List<Segment> all = new ArrayList<>(segments);
        if (phase != Phase.STOPPED) {
            all.add(new Segment(since, null, phase == Phase.RUNNING, reason(), Duration.ZERO));
        }
        return new ClockState(
                clock,
                phase == Phase.STOPPED ? stoppedUnder : policy,
                phase,
                startedAt,
                elapsed,
                phase == Phase.RUNNING ? since : null,
                phase == Phase.PAUSED ? since : null,
                phase == Phase.STOPPED ? since : null,
                switch (phase) {
                    case RUNNING -> due();
                    case PAUSED -> null;
                    case STOPPED -> stoppedDue;
                },
                breachedAt == null && phase == Phase.RUNNING ? runsOut() : breachedAt,
                List.copyOf(all),
                calendar);
    }
}
