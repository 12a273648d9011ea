package io.steward.identity.settings;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a client looks; {@code SYSTEM} is as the device does. */
public enum Theme {
    LIGHT,
    DARK,
    SYSTEM;

    @JsonValue
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return wire();
    }
}
