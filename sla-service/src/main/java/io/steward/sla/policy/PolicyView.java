package io.steward.sla.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A policy as clients see it.
 *
 * @param active whether new tickets get it
 * @param builtIn whether it is the default that an organization has without one of its own
 */
public record PolicyView(
        UUID id,
        int version,
        String name,
        Priority priority,
        Duration responseTarget,
        Duration resolutionTarget,
        List<LevelView> escalationLevels,
        List<Integer> warningThresholds,
        boolean active,
        boolean builtIn,
        Instant createdAt,
        Instant supersededAt) {

    /** A step of the ladder. */
    public record LevelView(int level, String target, int afterMinutes) {}

    static PolicyView of(PolicyVersion row) {
        return new PolicyView(
                row.id,
                row.number,
                row.name,
                row.priority,
                Duration.ofMillis(row.responseMillis),
                Duration.ofMillis(row.resolutionMillis),
                row.levels.stream()
                        .map(level -> new LevelView(level.level(), level.target(), level.afterMinutes()))
                        .toList(),
                row.thresholds,
                row.active,
                row.shipped,
                row.createdAt,
                row.supersededAt);
    }
}
