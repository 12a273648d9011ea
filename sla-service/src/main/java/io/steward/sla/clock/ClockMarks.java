package io.steward.sla.clock;

import io.steward.sla.clock.ClockKind.Phase;
import io.steward.sla.clock.Firing.Breach;
import io.steward.sla.clock.Firing.Escalation;
import io.steward.sla.clock.Firing.Warning;
import io.steward.sla.policy.EscalationLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a clock has told so far, and so what it tells next: each warning once, the breach, then level after level until somebody
 * acknowledges. Only a running clock tells anything, and only a breached one escalates: what a late event showed to be in time after
 * all has its breach still to tell.
 *
 * @param warned the thresholds told, in percent
 * @param breachToldAt when a breach was told last; null for never
 * @param level the highest level raised; 0 for none
 * @param levelRaisedAt when it was raised; null for none
 */
public record ClockMarks(
        Set<Integer> warned, Instant breachToldAt, int level, Instant levelRaisedAt, boolean acknowledged) {
    public static final ClockMarks NONE = new ClockMarks(Set.of(), null, 0, null, false);

    public ClockMarks {
        warned = Set.copyOf(warned);
    }

    /** What the clock tells next, if nothing else happens to its ticket. */
    public Optional<Firing> next(ClockState clock) {
        if (clock.phase() != Phase.RUNNING) {
            return Optional.empty();
        }
        return hasToldBreachOf(clock) ? nextLevel(clock) : Optional.of(beforeBreach(clock));
    }

    /** A breach that comes later than the one that was told is another: the told one never was. */
    private boolean hasToldBreachOf(ClockState clock) {
        return breachToldAt != null && !clock.breachAt().isAfter(breachToldAt);
    }

    private Firing beforeBreach(ClockState clock) {
        for (int percent : clock.policy().warningThresholds()) {
            if (!warned.contains(percent)) {
                Duration share = clock.target().multipliedBy(percent).dividedBy(100);
                return new Warning(clock, clock.momentOf(share), percent);
            }
        }
        return new Breach(clock, clock.breachAt());
    }

    private Optional<Firing> nextLevel(ClockState clock) {
        if (acknowledged) {
            return Optional.empty();
        }
        return clock.policy().escalationLevels().stream()
                .filter(candidate -> candidate.level() > level)
                .findFirst()
                .map(next -> new Escalation(clock, momentOf(next, clock), next));
    }

    /**
     * The ladder's minutes are counted as the clock counts, from the breach; and a level leaves the one before it its time to answer,
     * even when that one was raised late.
     */
    private Instant momentOf(EscalationLevel next, ClockState clock) {
        Instant afterBreach = clock.momentAfter(clock.breachAt(), Duration.ofMinutes(next.afterMinutes()));
        if (levelRaisedAt == null) {
            return afterBreach;
        }
        int before = clock.policy().escalationLevels().stream()
                .filter(candidate -> candidate.level() == level)
                .mapToInt(EscalationLevel::afterMinutes)
                .findFirst()
                .orElse(0);
        Instant afterLevel =
                clock.momentAfter(levelRaisedAt, Duration.ofMinutes(Math.max(0, next.afterMinutes() - before)));
        return afterLevel.isAfter(afterBreach) ? afterLevel : afterBreach;
    }

    /** After a firing was told at {@code now}. */
    ClockMarks after(Firing told, Instant now) {
        return switch (told) {
            case Warning warning -> {
                Set<Integer> more = new TreeSet<>(warned);
                more.add(warning.percent());
                yield new ClockMarks(more, breachToldAt, level, levelRaisedAt, acknowledged);
            }
            case Breach breach -> new ClockMarks(warned, told.toldAt(now), level, levelRaisedAt, acknowledged);
            case Escalation raised ->
                new ClockMarks(warned, breachToldAt, raised.level().level(), told.toldAt(now), acknowledged);
        };
    }

    ClockMarks withAcknowledgement() {
        return new ClockMarks(warned, breachToldAt, level, levelRaisedAt, true);
    }
}
