package io.steward.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitsTest {

    @Test
    void anIpv6AddressCountsAsItsNetwork() {
        assertThat(RateLimits.network("2001:db8:1:2::1"))
                .isEqualTo(RateLimits.network("2001:db8:1:2:ffff:ffff:ffff:ffff"))
                .isEqualTo(RateLimits.network("2001:0DB8:1:2:0:0:0:7%eth0"))
                .isNotEqualTo(RateLimits.network("2001:db8:1:3::1"));
    }

    @Test
    void anIpv4AddressCountsAsItself() {
        assertThat(RateLimits.network("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(RateLimits.network("::ffff:192.0.2.1")).isNotEqualTo(RateLimits.network("::ffff:192.0.2.2"));
        assertThat(RateLimits.network("no:address")).isEqualTo("no:address");
    }
}
