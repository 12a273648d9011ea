package io.steward.sla.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Until when timers may tell, in seconds since the service started. Events may be 15 s behind; patience lasts 60 s. */
class TimerHorizonTest {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    private final TimerHorizon horizon = new TimerHorizon(Duration.ofSeconds(15), Duration.ofSeconds(60), START);

    @Test
    void before_kafka_was_heard_nothing_is_told_until_patience_is_over() {
        horizon.heardNothing(second(5));

        assertThat(horizon.until(second(60).minusNanos(1))).isEmpty();
        assertThat(horizon.until(second(60))).contains(second(60));
    }

    @Test
    void an_empty_topic_and_partitions_without_new_records_are_no_backlog() {
        horizon.heard(second(1), Map.of(0, 0L, 1, 7L), Map.of(0, 0L, 1, 7L));

        assertThat(horizon.until(second(2))).contains(second(2));
        horizon.heard(second(500), Map.of(0, 0L, 1, 7L), Map.of(0, 0L, 1, 7L));
        assertThat(horizon.until(second(501))).contains(second(501));
    }

    @Test
    void a_backlog_is_waited_for_as_long_as_it_shrinks() {
        horizon.heard(second(1), Map.of(0, 1000L), Map.of(0, 10L));
        assertThat(horizon.until(second(2))).isEmpty();
        for (int second = 50; second <= 300; second += 50) {
            horizon.heard(second(second), Map.of(0, 1000L), Map.of(0, 10L + second));
            assertThat(horizon.until(second(second))).isEmpty();
        }

        horizon.heard(second(310), Map.of(0, 1000L), Map.of(0, 1000L));
        assertThat(horizon.until(second(311))).contains(second(311));
    }

    @Test
    void one_partition_that_is_behind_holds_all_back() {
        horizon.heard(second(1), Map.of(0, 5L, 1, 9L), Map.of(0, 5L, 1, 8L));

        assertThat(horizon.until(second(2))).isEmpty();
    }

    @Test
    void under_steady_load_what_was_there_before_and_has_been_read_may_be_told() {
        horizon.heard(second(0), Map.of(0, 100L), Map.of(0, 0L));
        horizon.heard(second(20), Map.of(0, 200L), Map.of(0, 99L));
        assertThat(horizon.until(second(20))).isEmpty();

        horizon.heard(second(21), Map.of(0, 210L), Map.of(0, 100L));
        assertThat(horizon.until(second(21))).contains(second(0));
        horizon.heard(second(40), Map.of(0, 310L), Map.of(0, 210L));
        assertThat(horizon.until(second(40))).contains(second(21));
    }

    @Test
    void a_little_behind_is_not_waited_for() {
        horizon.heard(second(1), Map.of(0, 5L), Map.of(0, 5L));
        horizon.heard(second(10), Map.of(0, 6L), Map.of(0, 5L));

        assertThat(horizon.until(second(16))).contains(second(16));
        assertThat(horizon.until(second(16).plusNanos(1))).contains(second(1));
    }

    @Test
    void a_kafka_that_went_away_is_waited_for_and_then_not() {
        horizon.heard(second(100), Map.of(0, 5L), Map.of(0, 5L));
        horizon.heardNothing(second(105));
        horizon.heardNothing(second(110));

        assertThat(horizon.until(second(165).minusNanos(1))).contains(second(100));
        assertThat(horizon.until(second(165))).contains(second(165));

        horizon.heard(second(7000), Map.of(0, 50L), Map.of(0, 5L));
        assertThat(horizon.until(second(7000))).contains(second(100));
    }

    @Test
    void a_partition_that_nobody_reads_on_does_not_hold_back_for_ever() {
        horizon.heard(second(0), Map.of(0, 10L, 1, 10L), Map.of(0, 5L, 1, 5L));
        horizon.heard(second(30), Map.of(0, 10L, 1, 10L), Map.of(0, 5L, 1, 8L));
        horizon.heard(second(59), Map.of(0, 10L, 1, 10L), Map.of(0, 5L, 1, 10L));
        assertThat(horizon.until(second(59))).isEmpty();

        horizon.heard(second(60), Map.of(0, 10L, 1, 10L), Map.of(0, 5L, 1, 10L));
        assertThat(horizon.until(second(60))).contains(second(60));
    }

    @Test
    void a_partition_that_was_quiet_or_not_asked_about_for_long_is_waited_for_when_something_comes() {
        horizon.heard(second(0), Map.of(0, 10L), Map.of(0, 10L));
        horizon.heard(second(5000), Map.of(0, 11L), Map.of(0, 10L));

        assertThat(horizon.until(second(5001))).contains(second(0));
    }

    private static Instant second(long seconds) {
        return START.plusSeconds(seconds);
    }
}
