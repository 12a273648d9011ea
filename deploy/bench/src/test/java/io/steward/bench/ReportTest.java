package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.steward.local.RunningStack.Member;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final List<Member> MEMBERS = List.of(new Member("postgres", 11, 200), new Member("ticket", 12, 150));

    @Test
    void jsonHasRatiosMemoryOperationsAndNotification() {
        JsonNode json = report(true, 0, 0).json();

        assertThat(json.path("ratios").fieldNames()).toIterable().containsExactly("create", "read", "list", "search");
        assertThat(json.at("/ratios/create").asDouble()).isEqualTo(0.4);
        assertThat(json.path("memoryMiB").asInt()).isEqualTo(350);
        assertThat(json.path("memoryBeforeMiB").asInt()).isEqualTo(300);
        assertThat(json.at("/operations/read/requestsPerSecond").asDouble()).isEqualTo(400);
        assertThat(json.at("/operations/read/pgbenchTps").asDouble()).isEqualTo(1000);
        assertThat(json.at("/operations/read/p99Ms").asDouble()).isEqualTo(3);
        assertThat(json.at("/operations/read/errors").asInt()).isZero();
        assertThat(json.at("/operations/read/cpuMicrosPerRequest/ticket").asDouble())
                .isEqualTo(50);
        assertThat(json.at("/notification/p50Ms").asDouble()).isEqualTo(20);
        assertThat(json.at("/notification/p99Ms").asDouble()).isEqualTo(20);
        assertThat(json.at("/processes/postgres/memoryMiB").asInt()).isEqualTo(200);
    }

    @Test
    void withoutPgbenchTheRatiosAreNull() {
        JsonNode json = report(false, 0, 0).json();

        assertThat(json.at("/ratios/create").isNull()).isTrue();
        assertThat(json.at("/operations/create/ratio").isNull()).isTrue();
        assertThat(json.at("/operations/create/requestsPerSecond").asDouble()).isEqualTo(400);
    }

    @Test
    void badAnswersAndMissedNotificationsAreErrors() {
        assertThat(report(true, 0, 0).errors()).isZero();
        assertThat(report(true, 2, 0).errors()).isEqualTo(8);
        assertThat(report(true, 0, 1).errors()).isEqualTo(1);
    }

    @Test
    void theTableHasALineForEachOperation() {
        var bytes = new ByteArrayOutputStream();
        report(true, 0, 0).print(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .containsPattern("create +400 +3\\.00 +3\\.00 +1000 +0\\.400 +0\\.400 - 0\\.400 +0")
                .containsPattern("total +350 MiB")
                .contains("p50 20.0 ms")
                .contains("left where they are");
    }

    private static Report report(boolean pgbench, long errors, int missed) {
        Map<Operation, Rounds> operations = new EnumMap<>(Operation.class);
        for (Operation operation : Operation.values()) {
            var rounds = new Rounds();
            var latencies = new Latencies();
            latencies.add(3_000_000);
            rounds.add(new LoadResult(400, 400, errors, 1, 0.1, latencies, null), Map.of("ticket", 20_000_000L));
            if (pgbench) {
                rounds.add(new PgBench.Result(1_000, 1));
            }
            operations.put(operation, rounds);
        }
        var arrivals = new Latencies();
        arrivals.add(20_000_000);
        return new Report(
                BenchOptions.parse(new String[0], Map.of()),
                operations,
                Optional.of(new NotificationProbe.Result(arrivals, missed)),
                300,
                MEMBERS,
                List.of("The tickets are left where they are."));
    }
}
