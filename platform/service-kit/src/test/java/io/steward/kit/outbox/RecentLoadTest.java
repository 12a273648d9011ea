package io.steward.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecentLoadTest {
    private static final long MILLI = 1_000_000;

    private final RecentLoad load = new RecentLoad();

    @Test
    void a_steady_flow_is_told_as_its_rate() {
        for (long at = 0; at < 10_000 * MILLI; at += 10 * MILLI) {
            load.add(5, at);
        }
        assertThat(load.perSecond(10_000 * MILLI)).isCloseTo(500, within(5.0));
    }

    @Test
    void an_event_now_and_then_is_no_load_and_a_silence_ends_one() {
        assertThat(load.perSecond(0)).isZero();
        for (long at = 0; at < 10_000 * MILLI; at += 50 * MILLI) {
            load.add(1, at);
        }
        assertThat(load.perSecond(10_000 * MILLI)).isLessThan(25);
        assertThat(load.perSecond(20_000 * MILLI)).isLessThan(0.01);
    }
}
