package io.steward.notification.directory;

import java.util.Set;
import java.util.UUID;

/**
 * A member of an organization, as notifications need it.
 *
 * @param email null when the person has none: then there is no mail
 * @param notificationsEnabled false when the person wants no mail
 * @param ticketPermissions none where identity has not told them yet
 */
public record Person(
        UUID id, String email, boolean active, boolean notificationsEnabled, Set<String> ticketPermissions) {
    public boolean getsMail() {
        return notificationsEnabled && email != null && !email.isBlank();
    }

    /** Whether it may read now what is for this audience. */
    public boolean belongsTo(Audience audience) {
        return active && ticketPermissions.containsAll(audience.needed());
    }
}
