package io.steward.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steward.kit.problem.Problem;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTimesTest {
    @Test
    void a_time_may_have_any_offset_and_a_fraction() {
        assertThat(QueryTimes.parse("from", "2026-03-02T08:00:00Z")).isEqualTo(Instant.parse("2026-03-02T08:00:00Z"));
        assertThat(QueryTimes.parse("from", "2026-03-02T08:00:00.25+02:00"))
                .isEqualTo(Instant.parse("2026-03-02T06:00:00.250Z"));
        assertThat(QueryTimes.parse("from", null)).isNull();
        assertThat(QueryTimes.parse("from", "")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2026-03-02",
                "2026-03-02T08:00:00",
                "2026-03-02T08:00Z",
                "2026-02-30T08:00:00Z",
                "2026-03-02T25:00:00Z",
                "+12026-03-02T08:00:00Z",
                "2026-03-02T08:00:00 02:00"
            })
    void anything_else_is_refused(String value) {
        assertThatThrownBy(() -> QueryTimes.parse("from", value))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("invalid-value"));
    }
}
