package io.steward.notification.routing;

import java.util.List;
import java.util.UUID;

/**
 * Who stands around a ticket when an event comes in, as far as the event itself does not say.
 *
 * @param assigneeId null for nobody
 * @param teamLeads the leads of the ticket's team; empty without a team
 * @param teamMembers those of the team who work on tickets
 * @param settled false when the team is not known yet, or so new that its leads may yet come
 */
record Circle(UUID assigneeId, List<UUID> teamLeads, List<UUID> teamMembers, boolean settled) {
    static final Circle UNKNOWN = new Circle(null, List.of(), List.of(), false);

    Circle {
        teamLeads = List.copyOf(teamLeads);
        teamMembers = List.copyOf(teamMembers);
    }
}
