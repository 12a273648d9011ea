package io.steward.sla.policy;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * One version of a policy. It never changes, so that what was computed with it stays as it is.
 *
 * @param warningThresholds percent of a target, ascending
 */
public record SlaPolicy(
        UUID id,
        int version,
        String name,
        Priority priority,
        Duration responseTarget,
        Duration resolutionTarget,
        List<EscalationLevel> escalationLevels,
        List<Integer> warningThresholds) {
    public SlaPolicy {
        escalationLevels = escalationLevels.stream()
                .sorted(Comparator.comparingInt(EscalationLevel::level))
                .toList();
        warningThresholds = warningThresholds.stream().sorted().toList();
    }
}
