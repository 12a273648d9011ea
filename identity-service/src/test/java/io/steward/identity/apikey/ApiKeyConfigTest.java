package io.steward.identity.apikey;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steward.identity.session.TokenConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that would be unsafe, or would fail at the first key, keep the service from starting. */
class ApiKeyConfigTest {
    private static final String SECRET = "s".repeat(32);

    @Test
    void a_gateways_secret_that_could_be_guessed_is_refused_without_being_told() {
        assertThatThrownBy(() -> start(new Config("s".repeat(31), "prod", Duration.ofMinutes(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("STEWARD_GATEWAY_SECRET")
                .hasMessageNotContaining("sss");
        assertThatCode(() -> start(new Config(SECRET, "prod", Duration.ofMinutes(1))))
                .doesNotThrowAnyException();
    }

    @Test
    void an_environment_that_would_break_a_keys_form_is_refused() {
        assertThatThrownBy(() -> start(new Config(SECRET, "Pro_d", Duration.ofMinutes(1))))
                .hasMessageContaining("steward.api-key.environment");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 601})
    void a_token_that_would_outlive_its_signing_key_or_never_live_is_refused(int seconds) {
        Config config = new Config(SECRET, "prod", Duration.ofSeconds(seconds));

        assertThatThrownBy(() -> new KeyTokens(null, config, new Tokens()))
                .hasMessageContaining("steward.api-key.token-lifetime");
    }

    private static void start(ApiKeyConfig config) {
        new GatewaySecret(config).start(null);
        new ExchangeService(null, null, config, null, null).start(null);
    }

    private record Config(String gatewaySecret, String environment, Duration tokenLifetime) implements ApiKeyConfig {
        @Override
        public Duration longestLifetime() {
            return Duration.ofDays(1);
        }

        @Override
        public int perAccount() {
            return 1;
        }

        @Override
        public Duration remembered() {
            return Duration.ofDays(1);
        }
    }

    private record Tokens() implements TokenConfig {
        @Override
        public Duration accessLifetime() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration refreshLifetime() {
            return Duration.ofDays(1);
        }

        @Override
        public Duration sessionLifetime() {
            return Duration.ofDays(1);
        }

        @Override
        public Duration sessionIdleLimit() {
            return Duration.ofDays(1);
        }
    }
}
