package io.steward.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicOperationsTest {

    @Test
    void basicAuthenticationIsOfTheOperationsThatAreNamedAlone() {
        var operations = new PublicOperations(new Routes("POST /token"));
        assertThat(operations.takesBasic("POST", "/token")).isTrue();
        assertThat(operations.takesBasic("GET", "/token")).isFalse();
        assertThat(operations.takesBasic("POST", "/login")).isFalse();
        assertThat(operations.takesBasic("POST", "/token/x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /tickets", "GET /token", "/token", "POST  /token", "POST /token x"})
    void anOperationThatIsNotPublicKeepsTheGatewayFromStarting(String operation) {
        assertThatThrownBy(() -> new PublicOperations(new Routes(operation)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("basic authentication");
    }

    private record Routes(String basic) implements RouteSettings {
        @Override
        public Map<String, Service> services() {
            return Map.of();
        }

        @Override
        public Optional<List<String>> streams() {
            return Optional.empty();
        }

        @Override
        public List<String> publicOperations() {
            return List.of("POST /token", "POST /login");
        }

        @Override
        public Optional<List<String>> basicAuthentication() {
            return Optional.of(List.of(basic));
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int connections() {
            return 1;
        }

        @Override
        public int streamConnections() {
            return 1;
        }
    }
}
