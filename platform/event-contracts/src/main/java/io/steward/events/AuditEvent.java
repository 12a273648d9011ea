package io.steward.events;

import java.time.Instant;
import java.util.UUID;

/** What proves the audit log to those who keep it: its heads, out of reach of whoever could change the database. */
public sealed interface AuditEvent extends DomainEvent {

    @EventType("steward.identity.audit_extended.v1")
    @Description("Entries were added to the audit log of an organization: this is its last one now.")
    record AuditExtended(UUID organizationId, long auditSequence, String auditDigest, Instant readAt)
            implements AuditEvent {
        @Override
        public UUID aggregateId() {
            return organizationId;
        }
    }
}
