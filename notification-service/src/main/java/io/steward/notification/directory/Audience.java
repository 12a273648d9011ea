package io.steward.notification.directory;

import java.util.Set;

/** For whose eyes something is: what a recipient has to be allowed to read. {@code V10__audience.sql} says the same. */
public enum Audience {
    /** The ticket's own requester: the public parts of it. */
    REQUESTER(Set.of("ticket:read")),
    /** Who may read every ticket of the organization. */
    STAFF(Set.of("ticket:read", "ticket:read-all")),
    /** Who may read internal comments too. */
    NOTE_READERS(Set.of("ticket:read", "ticket:read-all", "ticket:comment-internal"));

    private final Set<String> needed;

    Audience(Set<String> needed) {
        this.needed = needed;
    }

    Set<String> needed() {
        return needed;
    }

    /** The one that fewer belong to. */
    public Audience narrower(Audience other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
