package io.steward.bench;

import java.util.Locale;

/** What is measured, in the order of a round: the one that leaves work behind comes last. */
enum Operation {
    READ(200),
    LIST(200),
    SEARCH(200),
    CREATE(201);

    /** Tickets that a list or search asks for. */
    static final int PAGE = 20;

    final int success;

    Operation(int success) {
        this.success = success;
    }

    /** The name in the report and on the command line. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return id();
    }
}
