package io.steward.gateway.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RevocationReaderTest {

    @Test
    void theReadingBeginsAgainWhateverHasBrokenIt() throws Exception {
        var begun = new CountDownLatch(3);
        var clock = Clock.systemUTC();
        var meters = new SimpleMeterRegistry();
        var reader = new RevocationReader(
                new Broken(begun),
                new RevokedSessions(clock, meters),
                new ObjectMapper(),
                new Contact(clock, meters),
                meters);
        reader.start();
        try {
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            reader.close();
        }
    }

    private record Broken(CountDownLatch begun) implements RevocationSettings {

        @Override
        public URI identityUrl() {
            return URI.create("http://127.0.0.1:1/");
        }

        @Override
        public String secret() {
            return "";
        }

        @Override
        public Duration interval() {
            return Duration.ofDays(1);
        }

        @Override
        public Duration timeout() {
            return Duration.ofDays(1);
        }

        @Override
        public String bootstrapServers() {
            begun.countDown();
            throw new NoClassDefFoundError("as when a library is missing");
        }

        @Override
        public String topic() {
            return "revocations";
        }

        @Override
        public Map<String, String> consumer() {
            return Map.of();
        }
    }
}
