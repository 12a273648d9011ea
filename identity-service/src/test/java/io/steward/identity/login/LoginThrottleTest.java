package io.steward.identity.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steward.identity.SettableClock;
import io.steward.kit.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginThrottleTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final String EMAIL = "ida.istanbul@steward.test";
    private static final String OFFICE = "198.51.100.1";
    private static final String ELSEWHERE = "203.0.113.9";

    private final SettableClock clock = new SettableClock();
    private final ClientAddress addresses = new ClientAddress(() -> List.of("127.0.0.1", "10.1.0.0/16", "::1"));
    private final LoginThrottle throttle = new LoginThrottle(clock, new Config(3, 5), addresses);
    private Instant now = START;

    @BeforeEach
    void begin() {
        clock.set(START);
    }

    @Test
    void the_first_failures_are_free_and_then_the_wait_doubles_up_to_the_longest() {
        for (int failure = 0; failure < 3; failure++) {
            throttle.check(EMAIL, null, false);
            throttle.failed(EMAIL, null, false);
        }
        for (int wait : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900}) {
            assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", wait);
            pass(Duration.ofSeconds(wait).minusMillis(1));
            assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 1);
            pass(Duration.ofMillis(1));
            throttle.check(EMAIL, null, false);
            throttle.failed(EMAIL, null, false);
        }
    }

    @Test
    void a_pause_forgets_all_failures() {
        fail(EMAIL, 40);
        pass(Duration.ofMinutes(15).plusHours(1).minusMillis(1));
        throttle.check(EMAIL, null, false);
        throttle.failed(EMAIL, null, false);
        assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 900);

        pass(Duration.ofMinutes(15).plusHours(1));
        fail(EMAIL, 2);
        throttle.check(EMAIL, null, false);
    }

    @Test
    void guesses_that_came_all_at_once_are_all_counted() {
        throttle.check(EMAIL, null, false);
        fail(EMAIL, 60);
        assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 900);
    }

    @Test
    void every_spelling_of_an_email_counts_and_no_other_email_does() {
        for (String spelling : new String[] {
            "IDA.istanbul@steward.test", " \u0130da.\u0130stanbul@steward.test ", "Ida.Istanbul@Steward.Test"
        }) {
            throttle.failed(spelling, null, false);
        }

        assertThat(refusal(EMAIL).code()).isEqualTo("login-throttled");
        assertThatCode(() -> throttle.check("another@steward.test", null, false))
                .doesNotThrowAnyException();
    }

    @Test
    void strangers_do_not_keep_the_owner_out_where_the_account_is_known() {
        for (int failure = 0; failure < 30; failure++) {
            throttle.failed(EMAIL, ELSEWHERE, false);
        }
        assertThat(refusal(EMAIL).status()).isEqualTo(429);

        throttle.check(EMAIL, OFFICE, true);
        for (int failure = 0; failure < 3; failure++) {
            throttle.failed(EMAIL, OFFICE, true);
        }
        assertThatThrownBy(() -> throttle.check(EMAIL, OFFICE, true))
                .as("but there are waits too")
                .isInstanceOf(Problem.class);
        throttle.check(EMAIL, ELSEWHERE, true);
    }

    @Test
    void failures_where_the_account_is_known_do_not_count_elsewhere() {
        for (int failure = 0; failure < 30; failure++) {
            throttle.failed(EMAIL, OFFICE, true);
        }
        throttle.check(EMAIL, null, false);
    }

    @Test
    void who_is_forgiven_waits_no_more_where_nobody_knows_him_and_where_he_is() {
        fail(EMAIL, 30);
        for (int failure = 0; failure < 30; failure++) {
            throttle.failed(EMAIL, OFFICE, true);
        }

        throttle.forgive(EMAIL, null);
        throttle.check(EMAIL, null, false);
        assertThatThrownBy(() -> throttle.check(EMAIL, OFFICE, true)).isInstanceOf(Problem.class);

        throttle.forgive(EMAIL, OFFICE);
        throttle.check(EMAIL, OFFICE, true);
    }

    @Test
    void an_address_waits_whatever_emails_it_tries() {
        for (int failure = 0; failure < 5; failure++) {
            throttle.checkAddress(ELSEWHERE);
            throttle.failed("nobody-" + failure + "@steward.test", ELSEWHERE, false);
        }
        assertThat(atAddress(ELSEWHERE).extensions()).containsEntry("retryAfter", 1);
        throttle.failed("somebody@steward.test", ELSEWHERE, false);
        assertThat(atAddress(ELSEWHERE).extensions()).containsEntry("retryAfter", 2);
        throttle.checkAddress(OFFICE);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "::ffff:203.0.113.9, 203.0.113.9, true",
        "::ffff:203.0.113.9, ::ffff:203.0.113.10, false",
        "fe80::1%eth0, fe80::2, true"
    })
    void of_an_ipv6_address_the_network_is_counted(String one, String other, boolean same) {
        for (int failure = 0; failure < 5; failure++) {
            throttle.failed(failure + EMAIL, one, false);
        }
        assertThat(atAddress(other) != null).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "::1", "nowhere", ""})
    void a_gateways_address_and_what_is_none_never_wait(String address) {
        for (int failure = 0; failure < 50; failure++) {
            throttle.failed(failure + EMAIL, address, false);
        }
        assertThat(atAddress(address)).isNull();
        throttle.checkAddress(null);
    }

    @Test
    void both_can_be_switched_off() {
        LoginThrottle off = new LoginThrottle(clock, new Config(0, 0), addresses);
        for (int failure = 0; failure < 50; failure++) {
            off.failed(EMAIL, ELSEWHERE, false);
        }

        assertThatCode(() -> off.check(EMAIL, ELSEWHERE, false)).doesNotThrowAnyException();
        assertThatCode(() -> off.checkAddress(ELSEWHERE)).doesNotThrowAnyException();
        assertThatThrownBy(() -> new LoginThrottle(clock, new Config(-1, 0), addresses))
                .hasMessageContaining("steward.login-throttle");
    }

    private void pass(Duration duration) {
        now = now.plus(duration);
        clock.set(now);
    }

    private void fail(String email, int times) {
        for (int failure = 0; failure < times; failure++) {
            throttle.failed(email, null, false);
        }
    }

    private Problem refusal(String email) {
        return catchThrowableOfType(Problem.class, () -> throttle.check(email, null, false));
    }

    private Problem atAddress(String address) {
        return catchThrowableOfType(Problem.class, () -> throttle.checkAddress(address));
    }

    private record Config(int burst, int addressBurst) implements LoginThrottle.Config {
        @Override
        public Duration firstWait() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration longestWait() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration forgottenAfter() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration knownFor() {
            return Duration.ofDays(30);
        }

        @Override
        public long remembered() {
            return 100;
        }
    }
}
