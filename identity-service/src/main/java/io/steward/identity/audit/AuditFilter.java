package io.steward.identity.audit;

import io.steward.kit.problem.Problem;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which entries somebody looks for; null components for all.
 *
 * @param from the earliest time
 * @param to the time that all are before
 */
record AuditFilter(UUID actorId, String action, String resourceType, String resourceId, Instant from, Instant to) {
    private static final int LONGEST = 200;
    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7E]{1," + LONGEST + "}");

    /** @throws Problem 400 for a text that no entry could have */
    AuditFilter {
        action = text("action", action);
        resourceType = text("resourceType", resourceType);
        resourceId = text("resourceId", resourceId);
    }

    private static String text(String parameter, String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (!PRINTABLE.matcher(value).matches()) {
            throw Problem.badRequest(
                            "invalid-value", "The parameter takes at most " + LONGEST + " printable characters.")
                    .with("field", parameter);
        }
        return value;
    }

    /** Adds its values to the parameters, which are numbered as they come; only what is asked for, so that its index is used. */
    String conditions(List<Object> parameters) {
        List<String> conditions = new ArrayList<>();
        add(conditions, parameters, "user_id = $%d", actorId);
        add(conditions, parameters, "action = $%d", action);
        add(conditions, parameters, "resource_type = $%d", resourceType);
        add(conditions, parameters, "resource_id = $%d", resourceId);
        add(conditions, parameters, "occurred_at >= $%d", from == null ? null : from.atOffset(ZoneOffset.UTC));
        add(conditions, parameters, "occurred_at < $%d", to == null ? null : to.atOffset(ZoneOffset.UTC));
        return String.join("", conditions);
    }

    private static void add(List<String> conditions, List<Object> parameters, String condition, Object value) {
        if (value != null) {
            parameters.add(value);
            conditions.add(" AND " + condition.formatted(parameters.size()));
        }
    }
}
