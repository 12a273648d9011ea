package io.steward.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.UUID;

/** Something that happened, as other systems may read it. Every event carries ids and what a consumer must have, nothing secret. */
public sealed interface DomainEvent
        permits IdentityEvent,
                MemberEvent,
                PersonEvent,
                RevocationEvent,
                AuditEvent,
                TicketEvent,
                NoteEvent,
                SlaEvent,
                NotificationEvent,
                KnowledgeEvent {

    /** The Kafka key: events of one aggregate are delivered in order. */
    @JsonIgnore
    UUID aggregateId();
}
