package io.steward.kit.web;

import io.steward.kit.problem.Problem;

/** The {@code limit} parameter of lists. */
public final class Limit {
    private Limit() {}

    /** @throws Problem 400 for what is no number of 1 to 200; null gives the default */
    public static int of(String limit) {
        if (limit == null) {
            return Page.DEFAULT_LIMIT;
        }
        return of(limit.matches("\\d{1,6}") ? Integer.parseInt(limit) : 0);
    }

    private static int of(int limit) {
        if (limit < 1 || limit > Page.MAX_LIMIT) {
            throw Problem.badRequest("invalid-value", "The limit is 1 to " + Page.MAX_LIMIT + ".")
                    .with("field", "limit");
        }
        return limit;
    }
}
