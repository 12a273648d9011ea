package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void theMedianIsTheMiddleOne() {
        assertThat(Spread.of(List.of(9.0, 1.0, 5.0))).isEqualTo(new Spread(5, 1, 9));
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Spread(3, 1, 9));
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRatioComparesNeighboursInTime() {
        var rounds = new Rounds();
        // The machine is half as fast in the second round: the medians of each side would say 0.33 to 0.67.
        add(rounds, 500, 1_000);
        add(rounds, 250, 500);
        add(rounds, 600, 1_000);

        assertThat(rounds.ratio()).hasValue(new Spread(0.5, 0.5, 0.6));
    }

    @Test
    void withoutPgbenchThereIsNoRatio() {
        var rounds = new Rounds();
        rounds.add(result(100, 0), Map.of());

        assertThat(rounds.ratio()).isEmpty();
    }

    @Test
    void cpuIsSharedByAllRequests() {
        var rounds = new Rounds();
        rounds.add(result(100, 1), Map.of("ticket", 30_000_000L));
        rounds.add(result(300, 2), Map.of("ticket", 50_000_000L));

        assertThat(rounds.cpuPerRequest().get("ticket")).isEqualTo(200, within(0.001));
        assertThat(rounds.errors()).isEqualTo(3);
        assertThat(rounds.generator()).isEqualTo(0.25, within(0.001));
    }

    private static void add(Rounds rounds, long requests, double tps) {
        rounds.add(result(requests, 0), Map.of());
        rounds.add(new PgBench.Result(tps, 1));
    }

    private static LoadResult result(long requests, long errors) {
        return new LoadResult(
                requests, requests, errors, 1, 0.25, new Latencies(), errors == 0 ? null : "HTTP/1.1 500");
    }
}
