package io.steward.identity.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    private final ClientAddress addresses = new ClientAddress(() -> List.of("10.1.0.0/16", "fd00::1"));

    @Test
    void the_gateway_is_believed() {
        assertThat(addresses.of("10.1.2.3", "198.51.100.7")).isEqualTo("198.51.100.7");
        assertThat(addresses.of("fd00:0:0:0:0:0:0:1", "2001:db8::7")).isEqualTo("2001:db8::7");
    }

    @Test
    void nobody_else_is() {
        assertThat(addresses.of("10.2.2.3", "198.51.100.7")).isNull();
        assertThat(addresses.of("fd00::2", "198.51.100.7")).isNull();
        assertThat(addresses.of(null, "198.51.100.7")).isNull();
    }

    @Test
    void what_the_database_could_not_store_is_not_known() {
        assertThat(addresses.of("10.1.2.3", "fe80::1%eth0")).isEqualTo("fe80::1");
        assertThat(addresses.of("10.1.2.3", null)).isNull();
        assertThat(addresses.of("10.1.2.3", "198.51.100.7, 198.51.100.8")).isNull();
        assertThat(addresses.of("10.1.2.3", "somewhere")).isNull();
    }

    @Test
    void a_peer_that_is_no_address_is_a_mistake_of_the_settings() {
        assertThatThrownBy(() -> new ClientAddress(() -> List.of("gateway")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
