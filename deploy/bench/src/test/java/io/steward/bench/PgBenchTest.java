package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PgBenchTest {
    private static final String OUTPUT = """
            pgbench (17.6 (Debian 17.6-0+deb13u1))
            transaction type: /tmp/steward-bench1/create.sql
            scaling factor: 1
            query mode: prepared
            number of clients: 16
            number of threads: 2
            maximum number of tries: 1
            duration: 5 s
            number of transactions actually processed: 32684
            number of failed transactions: %s
            latency average = 2.447 ms
            initial connection time = 31.553 ms
            tps = 6538.871234 (without initial connection time)
            """;

    @TempDir
    Path folder;

    @Test
    void readsRateAndLatency() {
        assertThat(PgBench.parse(OUTPUT.formatted("0 (0.000%)"))).isEqualTo(new PgBench.Result(6538.871234, 2.447));
    }

    @Test
    void aFailedTransactionIsNoResult() {
        assertThatThrownBy(() -> PgBench.parse(OUTPUT.formatted("3 (0.009%)")))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("failed transactions");
    }

    @Test
    void whatIsNoReportIsNoResult() {
        assertThatThrownBy(() -> PgBench.parse("pgbench: error: connection to server failed"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("connection to server failed");
    }

    @Test
    void isFoundOnThePath() throws Exception {
        Path program = Files.createFile(
                folder.resolve("pgbench"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        assertThat(PgBench.find(Map.of("PATH", "/nowhere:" + folder))).hasValue(program);
    }
}
