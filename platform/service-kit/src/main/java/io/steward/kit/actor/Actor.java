package io.steward.kit.actor;

import java.util.Set;
import java.util.UUID;

/**
 * Who acts, in which organization, and why. Passed into every service call; never looked up by a rule.
 *
 * @param accountId the acting account; null when the system itself acts on an event or a timer
 * @param tenantId the organization acted in
 * @param permissions what the account may do there, such as {@code ticket:assign}
 */
public record Actor(UUID accountId, UUID tenantId, Set<String> permissions, Cause cause) {
    public Actor {
        permissions = Set.copyOf(permissions);
    }

    /** The system acting in an organization because of an event or a timer. */
    public static Actor system(UUID tenantId, Cause cause) {
        return new Actor(null, tenantId, Set.of(), cause);
    }

    public boolean may(String permission) {
        return permissions.contains(permission);
    }

    public boolean isSystem() {
        return accountId == null;
    }

    public Actor because(Cause other) {
        return new Actor(accountId, tenantId, permissions, other);
    }
}
