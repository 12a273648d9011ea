package io.steward.gateway.apikey;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApiKeySettingsTest {

    @Test
    void aSecretThatCouldBeGuessedKeepsTheGatewayFromStarting() {
        assertThatThrownBy(() -> new KeyExchange(null, new Short(), null, null))
                .hasMessageContaining("STEWARD_GATEWAY_SECRET")
                .hasMessageNotContaining("sss");
    }

    private record Short() implements ApiKeySettings {
        @Override
        public URI exchangeUrl() {
            return URI.create("http://127.0.0.1");
        }

        @Override
        public String secret() {
            return "s".repeat(31);
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration renewBefore() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration refusedFor() {
            return Duration.ofSeconds(1);
        }

        @Override
        public long remembered() {
            return 1;
        }

        @Override
        public int exchanges() {
            return 1;
        }
    }
}
