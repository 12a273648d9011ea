package io.steward.events;

import java.time.Instant;
import java.util.UUID;

/** What the ticket service says of a person, on the topic of its tickets. */
public sealed interface PersonEvent extends DomainEvent {

    @EventType("steward.ticket.person_checked.v1")
    @Description("How many open tickets an account has in an organization that is asked to let it go.")
    record PersonChecked(UUID userId, UUID organizationId, UUID deletionId, long openTickets, Instant checkedAt)
            implements PersonEvent {
        @Override
        public UUID aggregateId() {
            return userId;
        }
    }
}
