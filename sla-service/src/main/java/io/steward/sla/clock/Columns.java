package io.steward.sla.clock;

import io.steward.sla.policy.EscalationLevel;
import io.steward.sla.policy.Priority;
import io.steward.sla.policy.SlaPolicy;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How the columns of clocks and policies become values and back. */
final class Columns {
    static final String POLICY = "p.id AS policy_id, p.policy_name, p.priority AS policy_priority, "
            + "p.version AS policy_version, p.response_time_ms, p.resolution_time_ms, p.escalation_levels, "
            + "p.warning_thresholds";

    private Columns() {}

    static OffsetDateTime of(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(Row row, String column) {
        OffsetDateTime value = row.getOffsetDateTime(column);
        return value == null ? null : value.toInstant();
    }

    /** The database keeps microseconds: a time that was kept must equal the one that came. */
    static Instant kept(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    /** Null when the row joins none. */
    static SlaPolicy policy(Row row) {
        if (row.getUUID("policy_id") == null) {
            return null;
        }
        JsonArray levels = row.getJsonArray("escalation_levels");
        JsonArray thresholds = row.getJsonArray("warning_thresholds");
        return new SlaPolicy(
                row.getUUID("policy_id"),
                row.getInteger("policy_version"),
                row.getString("policy_name"),
                Priority.valueOf(row.getString("policy_priority")),
                Duration.ofMillis(row.getLong("response_time_ms")),
                Duration.ofMillis(row.getLong("resolution_time_ms")),
                IntStream.range(0, levels.size())
                        .mapToObj(levels::getJsonObject)
                        .map(Columns::level)
                        .toList(),
                IntStream.range(0, thresholds.size())
                        .mapToObj(thresholds::getInteger)
                        .toList());
    }

    private static EscalationLevel level(JsonObject level) {
        return new EscalationLevel(
                level.getInteger("level"), level.getString("target"), level.getInteger("after_minutes"));
    }

    /** As the database writes an array of numbers. */
    static String arrayText(Set<Integer> numbers) {
        return numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /** Rows as an array per column, for one statement that writes them all. */
    record Of<T>(List<T> rows) {
        <C> C[] of(Function<T, C> value, IntFunction<C[]> array) {
            return rows.stream().map(value).toArray(array);
        }

        UUID[] uuids(Function<T, UUID> value) {
            return of(value, UUID[]::new);
        }

        String[] texts(Function<T, String> value) {
            return of(value, String[]::new);
        }

        Integer[] integers(Function<T, Integer> value) {
            return of(value, Integer[]::new);
        }

        Long[] longs(Function<T, Long> value) {
            return of(value, Long[]::new);
        }

        OffsetDateTime[] times(Function<T, Instant> value) {
            return of(value.andThen(Columns::of), OffsetDateTime[]::new);
        }
    }
}
