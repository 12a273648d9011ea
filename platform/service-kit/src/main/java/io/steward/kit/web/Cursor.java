package io.steward.kit.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.steward.kit.problem.Problem;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.UUID;

/** A place in a list that is ordered by time and id. Opaque to clients; tampering leads to another place of their own list, no further. */
public record Cursor(Instant at, UUID id) {
    private static final Instant FIRST = Instant.EPOCH;
    /** Instant knows a thousand million years, the database does not: no list has an entry beyond. */
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    String encoded() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((at + "|" + id).getBytes(UTF_8));
    }

    /** @return null for no cursor */
    public static Cursor decode(String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split("\\|", 2);
            Cursor place = new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1]));
            if (place.at.isBefore(FIRST) || !place.at.isBefore(END)) {
                throw invalid();
            }
            return place;
        } catch (IllegalArgumentException | DateTimeParseException | ArrayIndexOutOfBoundsException e) {
            throw invalid();
        }
    }

    private static Problem invalid() {
        return Problem.badRequest("invalid-cursor", "Take the cursor from nextCursor, unchanged.")
                .with("field", "cursor");
    }
}
