package io.steward.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal",
                "/internal/v1",
                "/internal/v1/api-keys/exchange",
                "/q",
                "/q/metrics",
                "/",
                "/a/../internal"
            })
    void whatServicesOfferToEachOtherAndToOperatorsCannotBeRouted(String prefix) {
        assertThatThrownBy(() -> route(prefix)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/internals", "/api/internal", "/quick"})
    void whatOnlyLooksLikeItCan(String prefix) {
        assertThat(route(prefix).matches(prefix + "/x")).isTrue();
    }

    private static Route route(String prefix) {
        return new Route(prefix, "identity", "127.0.0.1", 80, false);
    }
}
