package io.steward.identity.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.steward.kit.problem.Problem;
import io.steward.kit.web.MergePatch;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a person changes; empty stays. A setting always has a value, so null is refused. */
record SettingsPatch(Optional<Theme> theme, Optional<String> language, Optional<Boolean> notificationsEnabled) {
    private static final String THEME = "theme";
    private static final String LANGUAGE = "language";
    private static final String NOTIFICATIONS = "notificationsEnabled";
    private static final int LONGEST_TAG = 12;
    /** The form of RFC 5646 that fits: a language with script, region or variant. */
    private static final Pattern TAG = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*");

    /** @throws Problem 400 for an unknown property or value */
    static SettingsPatch of(JsonNode body) {
        MergePatch patch = MergePatch.of(body, Set.of(THEME, LANGUAGE, NOTIFICATIONS));
        return new SettingsPatch(
                patch.has(THEME) ? Optional.of(patch.oneOf(THEME, Theme.class)) : Optional.empty(),
                patch.has(LANGUAGE) ? Optional.of(tag(patch.text(LANGUAGE, LONGEST_TAG, true))) : Optional.empty(),
                patch.has(NOTIFICATIONS) ? Optional.of(flag(body.get(NOTIFICATIONS))) : Optional.empty());
    }

    UserSettings appliedTo(UserSettings before) {
        return new UserSettings(
                theme.orElse(before.theme()),
                language.orElse(before.language()),
                notificationsEnabled.orElse(before.notificationsEnabled()),
                before.version());
    }

    private static String tag(String text) {
        if (!TAG.matcher(text).matches()) {
            throw Problem.badRequest("invalid-value", "The property must be a language tag, such as en or pt-BR.")
                    .with("field", LANGUAGE);
        }
        return text;
    }

    private static boolean flag(JsonNode value) {
        if (!value.isBoolean()) {
            throw Problem.badRequest("invalid-value", "The property must be true or false.")
                    .with("field", NOTIFICATIONS);
        }
        return value.booleanValue();
    }
}
