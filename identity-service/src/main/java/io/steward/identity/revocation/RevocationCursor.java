package io.steward.identity.revocation;

import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import java.util.UUID;

/**
 * How far a gateway has read. Every revocation of a transaction below the floor has been given; of those above it some may not be
 * committed yet, so that they are all given again.
 *
 * @param floor the first transaction that was under way when the reading began
 * @param xact, id the last revocation of a page that another one follows; without one the floor and no id
 */
record RevocationCursor(long floor, long xact, UUID id) {
    private static final String SEPARATOR = ":";
    static final RevocationCursor BEGINNING = at(0);

    static RevocationCursor at(long floor) {
        return new RevocationCursor(floor, floor, Ids.NIL);
    }

    boolean isPage() {
        return !Ids.NIL.equals(id);
    }

    RevocationCursor page(long lastXact, UUID lastId) {
        return new RevocationCursor(floor, lastXact, lastId);
    }

    /** @throws Problem 400 for what is no cursor */
    static RevocationCursor decode(String text) {
        if (text == null) {
            return BEGINNING;
        }
        String[] parts = text.split(SEPARATOR, -1);
        try {
            if (parts.length == 1) {
                return at(Long.parseUnsignedLong(parts[0]));
            }
            if (parts.length == 3) {
                return new RevocationCursor(
                        Long.parseUnsignedLong(parts[0]), Long.parseUnsignedLong(parts[1]), UUID.fromString(parts[2]));
            }
        } catch (IllegalArgumentException malformed) {
            throw invalid();
        }
        throw invalid();
    }

    private static Problem invalid() {
        return Problem.badRequest("invalid-value", "after is no cursor of this list.")
                .with("field", "after");
    }

    String encode() {
        String begin = Long.toUnsignedString(floor);
        return isPage() ? String.join(SEPARATOR, begin, Long.toUnsignedString(xact), id.toString()) : begin;
    }
}
