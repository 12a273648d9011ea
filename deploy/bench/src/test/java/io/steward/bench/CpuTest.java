package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuTest {
    @Test
    void addsOwnAndEndedChildrensTime() {
        assertThat(Cpu.parse(
                        "4711 (a (strange) name) S 1 4711 4711 0 -1 4194560 9 8 7 6 100 20 3 4 20 0 33 0 99 1 2\n"))
                .isEqualTo(127);
    }

    @Test
    void aProcessThatIsGoneTakesNothing() {
        assertThat(Cpu.nanos(Integer.MAX_VALUE)).isZero();
    }
}
