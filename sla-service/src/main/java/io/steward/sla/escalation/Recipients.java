package io.steward.sla.escalation;

import io.steward.sla.directory.Candidate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Who a policy's target is. This is the one place where roles have names: a target is data of the policy, and the table says who
 * stands for it, in turn, when nobody does.
 *
 * @param members may be empty
 * @param reason what the escalation's row says of the choice
 */
record Recipients(List<UUID> members, String reason) {
    private static final String TEAM_LEAD = "team_lead";
    private static final Map<String, List<String>> STAND_INS = Map.of(
            TEAM_LEAD,
            List.of(TEAM_LEAD, "manager", "admin"),
            "manager",
            List.of("manager"),
            "admin",
            List.of("admin"));

    /** The roles whose holders a target may come to. */
    static final Set<String> ROLES = Set.of("manager", "admin");

    /** The member that a target names; empty when it names a part that somebody plays. */
    static Optional<UUID> memberOf(String target) {
        return STAND_INS.containsKey(target) ? Optional.empty() : Optional.of(UUID.fromString(target));
    }

    static Recipients of(String target, List<Candidate> candidates) {
        List<String> turns = STAND_INS.getOrDefault(target, List.of(target));
        for (String turn : turns) {
            List<UUID> found =
                    candidates.stream().filter(plays(turn)).map(Candidate::id).toList();
            if (!found.isEmpty()) {
                return new Recipients(found, turn.equals(target) ? "" : "no " + target + ", so " + turn);
            }
        }
        return new Recipients(List.of(), "nobody is " + target);
    }

    private static Predicate<Candidate> plays(String part) {
        if (part.equals(TEAM_LEAD)) {
            return Candidate::leads;
        }
        return ROLES.contains(part)
                ? candidate -> candidate.roles().contains(part)
                : candidate -> candidate.id().toString().equals(part);
    }
}
