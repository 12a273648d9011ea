package io.steward.sla.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Until when timers may tell: a breach may be told once the answers that were given before it have been read. Ticket events are behind
 * after the service or Kafka was away, and a timer that does not wait for them calls late what was in time. Knows no Kafka.
 */
final class TimerHorizon {
    private final Duration tolerance;
    private final Duration patience;
    private final Map<Integer, Place> places = new HashMap<>();
    /** All that was there then has been read; null for not known. */
    private Instant caughtUp;
    /** Since when Kafka has not been heard of; null while it answers. */
    private Instant silentSince;

    private Instant notedAt;
    private Map<Integer, Long> notedEnds;

    /**
     * @param tolerance what ticket events may be behind without being waited for
     * @param patience how long to wait for a Kafka that does not answer, or for a partition that nobody reads on
     */
    TimerHorizon(Duration tolerance, Duration patience, Instant start) {
        this.tolerance = tolerance;
        this.patience = patience;
        this.silentSince = start;
    }

    /** How far a partition has been read, and since when it stands there behind its end. */
    private record Place(long offset, boolean behind, Instant at) {}

    /**
     * @param at not after the moment at which the ends were those
     * @param ends the offset after the last record, by partition
     * @param read the offset after the last record that has been handled, by partition
     */
    void heard(Instant at, Map<Integer, Long> ends, Map<Integer, Long> read) {
        if (silentSince != null) {
            places.clear();
            silentSince = null;
        }
        ends.forEach((partition, end) -> {
            long offset = read.getOrDefault(partition, 0L);
            Place before = places.get(partition);
            if (before == null || !before.behind() || before.offset() != offset) {
                places.put(partition, new Place(offset, offset < end, at));
            }
        });
        if (isRead(ends, at)) {
            caughtUp = at;
            notedEnds = null;
        } else if (notedEnds == null) {
            note(at, ends);
        } else if (isRead(notedEnds, at)) {
            caughtUp = notedAt;
            note(at, ends);
        }
    }

    private void note(Instant at, Map<Integer, Long> ends) {
        notedAt = at;
        notedEnds = Map.copyOf(ends);
    }

    private boolean isRead(Map<Integer, Long> ends, Instant at) {
        return ends.entrySet().stream().allMatch(end -> {
            Place place = places.get(end.getKey());
            return place.offset() >= end.getValue()
                    || !place.at().plus(patience).isAfter(at);
        });
    }

    /** Kafka was asked and did not answer. */
    void heardNothing(Instant at) {
        if (silentSince == null) {
            silentSince = at;
        }
    }

    /** Empty for not at all. */
    Optional<Instant> until(Instant now) {
        boolean outOfPatience =
                silentSince != null && !silentSince.plus(patience).isAfter(now);
        boolean current = caughtUp != null && !caughtUp.plus(tolerance).isBefore(now);
        return outOfPatience || current ? Optional.of(now) : Optional.ofNullable(caughtUp);
    }
}
