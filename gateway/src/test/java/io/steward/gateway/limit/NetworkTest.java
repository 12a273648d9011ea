package io.steward.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworkTest {

    @Test
    void anIpv6AddressCountsAsItsNetwork() {
        assertThat(Network.of("2001:db8:1:2::1"))
                .isEqualTo(Network.of("2001:db8:1:2:ffff:ffff:ffff:ffff"))
                .isEqualTo(Network.of("2001:0DB8:1:2:0:0:0:7%eth0"))
                .isNotEqualTo(Network.of("2001:db8:1:3::1"));
    }

    @Test
    void anIpv4AddressCountsAsItself() {
        assertThat(Network.of("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(Network.of("::ffff:192.0.2.1")).isNotEqualTo(Network.of("::ffff:192.0.2.2"));
        assertThat(Network.of("no:address")).isEqualTo("no:address");
    }
}
