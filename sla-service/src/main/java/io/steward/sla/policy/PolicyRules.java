package io.steward.sla.policy;

import io.steward.kit.problem.Problem;
import io.steward.sla.policy.PolicyRequests.CreatePolicy;
import io.steward.sla.policy.PolicyRequests.Level;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What makes a policy acceptable. */
final class PolicyRules {
    static final List<Integer> WARNINGS = List.of(50, 75, 90);
    /** The targets that are parts somebody plays; any other is the id of a member. */
    private static final Set<String> PARTS = Set.of("team_lead", "manager", "admin");

    private static final Duration LONGEST = Duration.ofDays(3650);

    private PolicyRules() {}

    /**
     * The policy that was asked for.
     *
     * @throws Problem 400 for what is no duration, 422 for values that do not go together
     */
    static SlaPolicy check(CreatePolicy request, UUID id, int version) {
        Duration response = target("responseTarget", request.responseTarget());
        Duration resolution = target("resolutionTarget", request.resolutionTarget());
        if (resolution.compareTo(response) < 0) {
            throw Problem.unprocessable(
                    "resolution-before-response", "resolutionTarget", "A ticket is answered before it is resolved.");
        }
        List<Integer> warnings = request.warningThresholds() == null ? WARNINGS : request.warningThresholds();
        if (new HashSet<>(warnings).size() < warnings.size()) {
            throw Problem.unprocessable("duplicate-threshold", "warningThresholds", "Each threshold is told once.");
        }
        return new SlaPolicy(
                id,
                version,
                request.name().strip(),
                request.priority(),
                response,
                resolution,
                levels(request.escalationLevels()),
                warnings);
    }

    private static List<EscalationLevel> levels(List<Level> asked) {
        Set<Integer> seen = new HashSet<>();
        for (Level level : asked) {
            if (!seen.add(level.level())) {
                throw Problem.unprocessable("duplicate-level", "escalationLevels", "Each level is there once.");
            }
            if (!PARTS.contains(level.target()) && member(level.target()).isEmpty()) {
                throw Problem.unprocessable(
                        "unknown-target",
                        "escalationLevels",
                        "A target is team_lead, manager, admin or the id of a member.");
            }
        }
        return asked.stream()
                .map(level -> new EscalationLevel(level.level(), level.target(), level.afterMinutes()))
                .toList();
    }

    /** The members that a policy names. */
    static List<UUID> members(SlaPolicy policy) {
        return policy.escalationLevels().stream()
                .map(EscalationLevel::target)
                .filter(target -> !PARTS.contains(target))
                .map(UUID::fromString)
                .toList();
    }

    private static Optional<UUID> member(String target) {
        try {
            UUID id = UUID.fromString(target);
            // The parser takes shortened forms, which would match no member.
            return id.toString().equals(target) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Duration target(String field, String text) {
        Duration target;
        try {
            target = Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.badRequest("invalid-value", "A target is an ISO-8601 duration, such as PT4H.")
                    .with("field", field);
        }
        if (target.compareTo(Duration.ofMillis(1)) < 0 || target.compareTo(LONGEST) > 0) {
            throw Problem.unprocessable("target-out-of-range", field, "A target is between PT0.001S and P3650D.");
        }
        return Duration.ofMillis(target.toMillis());
    }
}
