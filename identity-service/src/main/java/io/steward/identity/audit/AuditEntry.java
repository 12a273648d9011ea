package io.steward.identity.audit;

import io.steward.kit.time.Ids;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * What is to be remembered of a change or a security event. Who did it, from where, by which request and when is the transaction's.
 *
 * <p>Values stay for ever: no secret, and nothing personal beyond ids, because an erasure cannot take them out again.
 *
 * @param action past tense, such as {@code team.member-added}
 * @param resourceType such as {@code team}
 * @param resourceId null when it is unknown
 * @param before null for what was not there
 * @param after null for what is not there any more
 * @param organization in whose log it is; null for the organization of the transaction
 */
public record AuditEntry(
        String action,
        String resourceType,
        String resourceId,
        Map<String, ?> before,
        Map<String, ?> after,
        UUID organization) {

    public static AuditEntry of(String action, String resourceType, Object resourceId) {
        return new AuditEntry(action, resourceType, Objects.toString(resourceId, null), null, null, null);
    }

    public AuditEntry before(Map<String, ?> values) {
        return new AuditEntry(action, resourceType, resourceId, values, after, organization);
    }

    public AuditEntry after(Map<String, ?> values) {
        return new AuditEntry(action, resourceType, resourceId, before, values, organization);
    }

    /** Null, for what belongs to no organization, is the log of the installation. */
    public AuditEntry in(UUID otherOrganization) {
        return new AuditEntry(
                action,
                resourceType,
                resourceId,
                before,
                after,
                Objects.requireNonNullElse(otherOrganization, Ids.NIL));
    }
}
