package io.steward.identity.settings;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A person's settings, the same in every organization.
 *
 * @param language an IETF tag
 * @param notificationsEnabled false for no mail about what happens; the feed goes on
 * @param version the account's
 */
public record UserSettings(
        Theme theme,
        String language,
        boolean notificationsEnabled,
        @JsonIgnore long version) {

    /** Whether those who write to people must know of the difference. */
    boolean isToldApartFrom(UserSettings before) {
        return !language.equals(before.language) || notificationsEnabled != before.notificationsEnabled;
    }

    boolean isSameAs(UserSettings before) {
        return theme == before.theme && !isToldApartFrom(before);
    }
}
