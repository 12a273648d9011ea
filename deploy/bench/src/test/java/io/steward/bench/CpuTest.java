package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CpuTest {
    @Test
    void addsOwnAndEndedChildrensTime() {
        assertThat(Cpu.parse(
                        "4711 (a (strange) name) S 1 4711 4711 0 -1 4194560 9 8 7 6 100 20 3 4 20 0 33 0 99 1 2\n"))
                .isEqualTo(127);
    }

    @Test
    void leavesOutChildrenWhereAThreadIsMeant() {
        assertThat(Cpu.parseOwn("4711 (C2 Compiler Thre) S 1 4711 4711 0 -1 4194560 9 8 7 6 100 20 3 4 20 0 33\n"))
                .isEqualTo(120);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void findsTheCompilersOfAJavaProcess() {
        long pid = ProcessHandle.current().pid();

        assertThat(Cpu.compilersNanos(pid)).isPositive().isLessThan(Cpu.nanos(pid));
    }

    @Test
    void aProcessThatIsGoneTakesNothing() {
        assertThat(Cpu.nanos(Integer.MAX_VALUE)).isZero();
        assertThat(Cpu.compilersNanos(Integer.MAX_VALUE)).isZero();
    }
}
