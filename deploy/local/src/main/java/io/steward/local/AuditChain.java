package io.steward.local;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/** One organization's audit log while it is walked, entry by entry from the first; only the first thing that is wrong is kept. */
final class AuditChain {
    static final String START = "00".repeat(32);

    /** The end of a log: its last entry's sequence and hash. */
    record Head(long sequence, String hash) {
        static final Head NONE = new Head(0, START);
    }

    private final UUID organization;
    private final NavigableMap<Long, String> published;
    private Head last = Head.NONE;
    private final Head stored;
    private String fault;

    /**
     * @param stored what the database itself says is the end
     * @param published hashes by sequence, as the outside was told
     */
    AuditChain(UUID organization, Head stored, Map<Long, String> published) {
        this.organization = organization;
        this.stored = stored;
        this.published = new TreeMap<>(published);
    }

    UUID organization() {
        return organization;
    }

    void add(AuditLogEntry entry) {
        if (fault == null) {
            String told = published.remove(entry.sequence());
            fault = faultOf(entry, told);
            last = fault == null ? new Head(entry.sequence(), entry.hash()) : last;
        }
    }

    private String faultOf(AuditLogEntry entry, String told) {
        String name = "entry " + entry.sequence() + " (id " + entry.id() + ") ";
        if (entry.sequence() > last.sequence() + 1) {
            return name + "follows entry " + last.sequence() + ": what was between them was deleted";
        }
        if (entry.sequence() <= last.sequence()) {
            return name + "was inserted: there is an entry " + entry.sequence() + " before it";
        }
        if (entry.sequence() > stored.sequence()) {
            return name + "was inserted: the log ended with entry " + stored.sequence();
        }
        if (!entry.computedHash().equals(entry.hash())) {
            return name + "was changed: its hash is not that of its content";
        }
        if (!last.hash().equals(entry.previousHash())) {
            return name + "does not continue the one before it: one of the two was replaced";
        }
        if (!entry.actorIsGenuine()) {
            return name + "was changed: another account is said to have done it";
        }
        if (told != null && !told.equals(entry.hash())) {
            return name + "is not the one that was published: it or one before it was replaced, with all hashes since";
        }
        return null;
    }

    /** All entries have been added. */
    void end() {
        if (fault != null) {
            return;
        }
        if (last.sequence() < stored.sequence()) {
            fault = "entry " + (last.sequence() + 1) + " was deleted, and all after it: the log ended with entry "
                    + stored.sequence();
        } else if (!last.hash().equals(stored.hash())) {
            fault = "entry " + last.sequence() + " was replaced: the log ended with another hash";
        } else if (!published.isEmpty()) {
            fault = "entry " + (last.sequence() + 1) + " was deleted, and all after it: entry " + published.lastKey()
                    + " was published";
        }
    }

    /** Null when nothing is wrong. */
    String fault() {
        return fault;
    }

    /** How many entries from the first on are as they were written. */
    long verified() {
        return last.sequence();
    }
}
