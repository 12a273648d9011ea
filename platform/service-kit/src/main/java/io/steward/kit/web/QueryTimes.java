package io.steward.kit.web;

import io.steward.kit.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** Query parameters that take a time. */
public final class QueryTimes {
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

    private QueryTimes() {}

    /** @throws Problem 400 for what is no RFC 3339 time; null and empty give null */
    public static Instant parse(String parameter, String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        try {
            if (RFC_3339.matcher(value).matches()) {
                return OffsetDateTime.parse(value).toInstant();
            }
        } catch (DateTimeException noSuchDay) {
            // Answered below, like any other that is none.
        }
        throw Problem.badRequest(
                        "invalid-value",
                        "The parameter must be an RFC 3339 time, such as 2026-03-02T08:00:00Z; encode a + as %2B.")
                .with("field", parameter);
    }
}
