package io.steward.identity.bulk;

import java.util.stream.Stream;

/** The columns of a file of people, in the order of an export. */
enum Column {
    EMAIL("email"),
    USERNAME("username"),
    DISPLAY_NAME("displayName"),
    ROLES("roles"),
    LANGUAGE("language");

    private final String header;

    Column(String header) {
        this.header = header;
    }

    String header() {
        return header;
    }

    boolean isRequired() {
        return this != LANGUAGE;
    }

    /** Whatever the case; null for a header that no column has. */
    static Column named(String header) {
        return Stream.of(values())
                .filter(column -> column.header.equalsIgnoreCase(header))
                .findFirst()
                .orElse(null);
    }
}
