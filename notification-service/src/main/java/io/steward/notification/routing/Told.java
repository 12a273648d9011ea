package io.steward.notification.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whom a reason names. Nobody is told of what he did himself.
 *
 * @param first who is meant; may be empty
 * @param elseResponsible whether somebody has to know in any case: when of those nobody can be told, who answers for the ticket is
 * @param except who did it; null for nobody
 */
record Told(List<UUID> first, boolean elseResponsible, UUID except) {
    static final Told NOBODY = new Told(List.of(), false, null);

    static Told only(UUID person, UUID except) {
        return new Told(Stream.ofNullable(person).toList(), false, except);
    }

    /** An assignee who did it himself knows: then nobody else is told. */
    static Told assigneeElseResponsible(UUID assignee, UUID except) {
        return assignee != null && assignee.equals(except)
                ? NOBODY
                : new Told(Stream.ofNullable(assignee).toList(), true, except);
    }

    static Told responsible(UUID except) {
        return new Told(List.of(), true, except);
    }

    /** In turn: the first group of whom anybody can be told is told, and no other. */
    List<List<UUID>> turns(Circle circle, Responsible ofOrganization) {
        List<List<UUID>> turns = new ArrayList<>();
        turns.add(first);
        if (elseResponsible) {
            turns.add(circle.teamLeads());
            turns.add(circle.teamMembers());
            turns.addAll(ofOrganization.turns());
        }
        return turns.stream()
                .map(group -> group.stream()
                        .filter(person -> !Objects.equals(person, except))
                        .distinct()
                        .toList())
                .filter(group -> !group.isEmpty())
                .toList();
    }
}
