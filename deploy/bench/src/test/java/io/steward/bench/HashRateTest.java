package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HashRateTest {
    @Test
    void countsWhatAProcessOfItsOwnHashes() throws Exception {
        try (var hash = new HashRate(1)) {
            assertThat(hash.run(1).perSecond()).isBetween(0.1, 10_000.0);
            HashRate.Result again = hash.run(1);
            assertThat(again.perSecond()).isPositive();
            // One thread has no more than the whole of a processor.
            assertThat(again.cpuMillis()).isPositive().isLessThan(1.2 * 1000 / again.perSecond());
        }
    }
}
