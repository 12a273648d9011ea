package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityReportTest {
    @Test
    void theRatiosAreThoseOfEachRound() {
        // 30 of 40 and 45 of 50 a second; 3 ms instead of 2, and 8 instead of 2.
        JsonNode json = report(round(40, 30, 2, 3, 0), round(50, 45, 2, 8, 0)).json();

        assertThat(json.at("/loginsOfHashes/min").asDouble()).isEqualTo(0.75);
        assertThat(json.at("/loginsOfHashes/max").asDouble()).isEqualTo(0.9);
        assertThat(json.at("/loginsOfHashes/median").asDouble()).isEqualTo(0.825);
        assertThat(json.at("/loginsOfSameHashes/median").asDouble()).isEqualTo(0.908);
        assertThat(json.at("/cpuOfLoginsHashMs/median").asDouble()).isEqualTo(22);
        assertThat(json.at("/cpuOfLoginsDatabaseMs/median").asDouble()).isEqualTo(2);
        assertThat(json.at("/stormOfQuiet/median").asDouble()).isEqualTo(2.75);
        assertThat(json.at("/mePercentile99Ms/median").asDouble()).isEqualTo(2);
        assertThat(json.at("/errors").asInt()).isZero();
        assertThat(json.at("/failedLogins/ofAnAccount/p50Ms").asDouble()).isEqualTo(31);
        assertThat(json.at("/failedLogins/distance").asDouble()).isEqualTo(1);
    }

    @Test
    void anyBadAnswerIsAnError() {
        var report = report(round(40, 30, 2, 3, 2));

        assertThat(report.errors()).isEqualTo(2);
        assertThat(report.sampleOfError()).contains("HTTP/1.1 500");
    }

    @Test
    void turnsAreOneRound() {
        LoadResult both = LoadResult.of(List.of(
                new LoadResult(30, 32, 0, 1, 0.1, one(30), null),
                new LoadResult(10, 11, 1, 1, 0.2, one(50), "HTTP/1.1 500")));
        MeProbe.Result asked = MeProbe.Result.of(
                List.of(new MeProbe.Result(one(2), 2, "HTTP/1.1 503"), new MeProbe.Result(one(8), 0, null)));

        assertThat(both.perSecond()).isEqualTo(20);
        assertThat(both.all()).isEqualTo(43);
        assertThat(both.errors()).isEqualTo(1);
        assertThat(both.latencies().percentile(100)).isEqualTo(50);
        assertThat(both.sampleOfError()).contains("500");
        assertThat(asked.latencies().size()).isEqualTo(2);
        assertThat(asked.errors()).isEqualTo(2);
        assertThat(asked.sampleOfError()).contains("503");
    }

    @Test
    void processorTimeIsOfOneLogin() {
        LoginCpu before = new LoginCpu(1e6, 2e6, 3e6, 4e6, 5e6, 6e6, 7e6);
        LoginCpu after = new LoginCpu(81e6, 6e6, 7e6, 6e6, 9e6, 7e6, 8e6);

        assertThat(LoginCpu.NONE.plus(after.since(before)).ofEach(4))
                .isEqualTo(new LoginCpu(20, 1, 1, 0.5, 1, 0.25, 0.25));
    }

    @Test
    void theTableHasBothRatios() {
        var bytes = new ByteArrayOutputStream();
        report(round(40, 30, 2, 3, 0)).print(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .containsPattern("logins of hashes +0\\.750")
                .containsPattern("if they cost the same +0\\.825")
                .containsPattern("p99, storm of quiet +1\\.50")
                .contains("Errors: 0");
    }

    private static IdentityReport report(IdentityReport.Round... rounds) {
        return new IdentityReport(
                BenchOptions.parse(new String[] {"identity"}, Map.of()),
                2,
                List.of(rounds),
                new FailedLogins.Result(one(31), one(30)));
    }

    private static IdentityReport.Round round(double hashes, long logins, long quiet, long storm, long errors) {
        return new IdentityReport.Round(
                new HashRate.Result(hashes, 20),
                new LoadResult(logins, logins, 0, 1, 0.1, one(30), null),
                // A tenth dearer than alone.
                new LoginCpu(22, 1.5, 2, 0.4, 1, 0.1, 0.2),
                new MeProbe.Result(one(quiet), 0, null),
                // Fewer, for GET /me is asked beside: they do not count for the ratio.
                new LoadResult(logins / 2, logins, errors, 1, 0.1, one(30), errors == 0 ? null : "HTTP/1.1 500"),
                new MeProbe.Result(one(storm), 0, null));
    }

    private static Latencies one(long millis) {
        var latencies = new Latencies();
        latencies.add(millis * 1_000_000);
        return latencies;
    }
}
