package io.steward.kit.web;

import io.steward.kit.problem.Problem;
import java.util.UUID;

/** Query parameters that take an id. */
public final class QueryIds {
    private QueryIds() {}

    /** @throws Problem 400 for what is no UUID; null and empty give null */
    public static UUID parse(String parameter, String value) {
        try {
            return value == null || value.isEmpty() ? null : UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("invalid-value", "The parameter must be a UUID.")
                    .with("field", parameter);
        }
    }
}
