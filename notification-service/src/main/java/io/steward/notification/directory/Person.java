package io.steward.notification.directory;

import java.util.UUID;

/**
 * A member of an organization, as notifications need it.
 *
 * @param email null when the person has none: then there is no mail
 * @param notificationsEnabled false when the person wants no mail
 */
public record Person(UUID id, String email, boolean active, boolean notificationsEnabled) {
    public boolean getsMail() {
        return notificationsEnabled && email != null && !email.isBlank();
    }
}
