package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final long MILLI = 1_000_000;

    @Test
    void percentilesAreByNearestRank() {
        var latencies = new Latencies();
        for (int millis = 200; millis >= 1; millis--) {
            latencies.add(millis * MILLI);
        }

        assertThat(latencies.percentile(50)).isEqualTo(100);
        assertThat(latencies.percentile(99)).isEqualTo(198);
        assertThat(latencies.percentile(100)).isEqualTo(200);
        assertThat(latencies.percentile(0)).isEqualTo(1);
    }

    @Test
    void oneMakesEveryPercentile() {
        var latencies = new Latencies();
        latencies.add(MILLI / 2);

        assertThat(latencies.percentile(50)).isEqualTo(0.5);
        assertThat(latencies.percentile(99)).isEqualTo(0.5);
    }

    @Test
    void noneIsZero() {
        assertThat(new Latencies().percentile(99)).isZero();
    }

    @Test
    void moreMayComeAfterALook() {
        var latencies = new Latencies();
        latencies.add(5 * MILLI);
        assertThat(latencies.percentile(50)).isEqualTo(5);
        var more = new Latencies();
        for (int count = 0; count < 10_000; count++) {
            more.add(MILLI);
        }
        latencies.addAll(more);

        assertThat(latencies.size()).isEqualTo(10_001);
        assertThat(latencies.percentile(50)).isEqualTo(1);
        assertThat(latencies.percentile(100)).isEqualTo(5);
    }

    @Test
    void tellsHowFarTwoDistributionsLieApart() {
        assertThat(of(1, 2, 3, 4).distance(of(1, 2, 3, 4))).isZero();
        assertThat(of(1, 2, 3, 4).distance(of(5, 6, 7, 8))).isEqualTo(1);
        // Below 3: half of the one, nothing of the other.
        assertThat(of(1, 2, 5, 6).distance(of(3, 4, 5, 6))).isEqualTo(0.5);
        assertThat(of(2, 2, 2, 8).distance(of(2, 8))).isEqualTo(0.25);
    }

    private static Latencies of(long... nanos) {
        var latencies = new Latencies();
        for (long duration : nanos) {
            latencies.add(duration);
        }
        return latencies;
    }
}
