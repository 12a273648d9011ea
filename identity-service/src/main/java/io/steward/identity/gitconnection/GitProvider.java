package io.steward.identity.gitconnection;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whose API a server speaks. */
public enum GitProvider {
    GITHUB,
    GITLAB,
    GITEA,
    BITBUCKET;

    @JsonValue
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static GitProvider of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return wire();
    }
}
