package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HashRateTest {
    @Test
    void countsWhatAProcessOfItsOwnHashes() throws Exception {
        try (var hash = new HashRate(1)) {
            assertThat(hash.perSecond(1)).isBetween(0.1, 10_000.0);
            assertThat(hash.perSecond(1)).isPositive();
        }
    }
}
