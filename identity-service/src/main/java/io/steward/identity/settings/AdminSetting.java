package io.steward.identity.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.steward.identity.session.TokenConfig;
import io.steward.kit.problem.Problem;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.stream.Stream;

/** What an organization can set. Each is read by somebody, who is named here. */
enum AdminSetting {
    /** Read by each refresh and by the list of sessions, through the database's {@code session_limit}. */
    SESSION_IDLE_LIMIT(
            "session.idle-limit", "How long a session that acts in the organization may go without a refresh") {
        @Override
        Duration longest(TokenConfig config) {
            return config.sessionIdleLimit();
        }
    },
    /** Read by each refresh and by the list of sessions, through the database's {@code session_limit}. */
    SESSION_ABSOLUTE_LIMIT(
            "session.absolute-limit", "How long a session that acts in the organization lives, however busy") {
        @Override
        Duration longest(TokenConfig config) {
            return config.sessionLifetime();
        }
    };

    private static final int LONGEST_TEXT = 40;

    private final String key;
    private final String meaning;

    AdminSetting(String key, String meaning) {
        this.key = key;
        this.meaning = meaning;
    }

    /** The installation's limit: what holds where the organization sets none. */
    abstract Duration longest(TokenConfig config);

    /** A client refreshes once in an access token's life: what is much shorter would end every session. */
    static Duration shortest(TokenConfig config) {
        return config.accessLifetime().multipliedBy(2);
    }

    String key() {
        return key;
    }

    String meaning() {
        return meaning;
    }

    /** @throws Problem 404 for a key that nothing reads */
    static AdminSetting of(String key) {
        return Stream.of(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst()
                .orElseThrow(() -> Problem.of(404, "unknown-setting", "Not found", "There is no setting of this name.")
                        .with(
                                "known",
                                Stream.of(values()).map(AdminSetting::key).toList()));
    }

    /**
     * The value as it is stored; null for the installation's.
     *
     * @throws Problem 400 for what is no duration; 422 for one that is too short or too long
     */
    JsonNode checked(JsonNode value, TokenConfig config) {
        if (value == null || value.isNull()) {
            return null;
        }
        Duration duration = duration(value);
        if (duration.compareTo(shortest(config)) < 0 || duration.compareTo(longest(config)) > 0) {
            throw Problem.unprocessable(
                            "setting-out-of-range", "value", "An organization's limit lies within the installation's.")
                    .with("shortest", shortest(config).toString())
                    .with("longest", longest(config).toString());
        }
        return TextNode.valueOf(duration.toString());
    }

    private static Duration duration(JsonNode value) {
        try {
            if (value.isTextual() && value.textValue().length() <= LONGEST_TEXT) {
                return Duration.parse(value.textValue());
            }
        } catch (DateTimeParseException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static Problem invalid() {
        return Problem.badRequest(
                        "invalid-value", "The value is an ISO 8601 duration of days, hours and minutes, such as PT8H.")
                .with("field", "value");
    }
}
