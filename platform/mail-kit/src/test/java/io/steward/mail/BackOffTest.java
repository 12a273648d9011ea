package io.steward.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {
    @Test
    void the_wait_doubles_from_30_seconds() {
        assertThat(BackOff.ceiling(0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(BackOff.ceiling(1)).isEqualTo(Duration.ofSeconds(60));
        assertThat(BackOff.ceiling(4)).isEqualTo(Duration.ofSeconds(480));
    }

    @Test
    void the_wait_is_never_longer_than_an_hour() {
        assertThat(BackOff.ceiling(6)).isEqualTo(Duration.ofMinutes(32));
        assertThat(BackOff.ceiling(7)).isEqualTo(Duration.ofHours(1));
        assertThat(BackOff.ceiling(200)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void jitter_takes_from_nothing_to_all_of_it() {
        assertThat(BackOff.after(1, 0)).isZero();
        assertThat(BackOff.after(1, 0.5)).isEqualTo(Duration.ofSeconds(30));
        assertThat(BackOff.after(1, 1)).isEqualTo(Duration.ofSeconds(60));
    }
}
