package io.steward.sla.clock;

import io.steward.sla.clock.ClockKind.Phase;
import io.steward.sla.policy.SlaPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A clock after all that is known of its ticket.
 *
 * @param policy the one in force; of a stopped clock, the one that was when it stopped
 * @param elapsed what the stretches that are over have counted
 * @param runningSince start of the stretch that counts now; null unless running
 * @param pausedSince null unless paused
 * @param stoppedAt null unless stopped
 * @param dueAt when the target is or was used up; null while paused
 * @param breachAt when the clock ran out, or will if nothing happens; null when it was in time or can't be said
 * @param segments without a gap since {@code startedAt}; the last one is open unless the clock is stopped
 */
public record ClockState(
        ClockKind clock,
        SlaPolicy policy,
        Phase phase,
        Instant startedAt,
        Duration elapsed,
        Instant runningSince,
        Instant pausedSince,
        Instant stoppedAt,
        Instant dueAt,
        Instant breachAt,
        List<Segment> segments,
        Calendar calendar) {

    public Duration target() {
        return clock.target(policy);
    }

    public boolean isBreached(Instant now) {
        return breachAt != null && !breachAt.isAfter(now);
    }

    /** All that has counted until {@code now}. */
    public Duration elapsedAt(Instant now) {
        return phase == Phase.RUNNING && now.isAfter(runningSince)
                ? elapsed.plus(calendar.elapsed(runningSince, now))
                : elapsed;
    }

    /** When a running clock's count reached or will reach {@code counted}. */
    Instant momentOf(Duration counted) {
        return moment(segments, counted, elapsed, runningSince, calendar);
    }

    /**
     * When a running clock will have counted {@code counted} more than at {@code from}. What falls on the end of a stretch waits for the
     * next one that counts.
     */
    Instant momentAfter(Instant from, Duration counted) {
        Duration left = counted;
        for (Segment segment : segments) {
            if (!segment.counted() || segment.to() == null || !segment.to().isAfter(from)) {
                continue;
            }
            Instant begin = later(from, segment.from());
            Duration counts = calendar.elapsed(begin, segment.to());
            if (counts.compareTo(left) > 0) {
                return calendar.add(begin, left);
            }
            left = left.minus(counts);
        }
        return calendar.add(later(from, runningSince), left);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    static Instant moment(
            List<Segment> segments, Duration counted, Duration elapsed, Instant openSince, Calendar calendar) {
        Duration before = Duration.ZERO;
        for (Segment segment : segments) {
            if (segment.to() == null) {
                break;
            }
            Duration until = before.plus(segment.elapsed());
            if (segment.counted() && until.compareTo(counted) >= 0) {
                return calendar.add(segment.from(), counted.minus(before));
            }
            before = until;
        }
        return calendar.add(openSince, counted.minus(elapsed));
    }
}
