package io.steward.identity.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steward.identity.SettableClock;
import io.steward.kit.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final String EMAIL = "ida.istanbul@steward.test";

    private final SettableClock clock = new SettableClock();
    private final LoginThrottle throttle = new LoginThrottle(clock, config(3));

    @BeforeEach
    void begin() {
        clock.set(START);
    }

    @Test
    void so_many_failures_are_free_and_then_one_per_interval() {
        for (int failure = 0; failure < 3; failure++) {
            throttle.check(EMAIL);
            throttle.failed(EMAIL);
        }
        assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 6);

        clock.set(START.plusMillis(5_999));
        assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 1);
        clock.set(START.plusSeconds(6));
        throttle.check(EMAIL);
        throttle.failed(EMAIL);
        assertThat(refusal(EMAIL).status()).isEqualTo(429);
    }

    @Test
    void guesses_that_came_all_at_once_are_a_debt() {
        throttle.check(EMAIL);
        for (int failure = 0; failure < 60; failure++) {
            throttle.failed(EMAIL);
        }

        clock.set(START.plus(Duration.ofSeconds(6 * 58 - 1)));
        assertThat(refusal(EMAIL).code()).isEqualTo("login-throttled");
        clock.set(START.plus(Duration.ofSeconds(6 * 58)));
        throttle.check(EMAIL);
    }

    @Test
    void every_spelling_of_an_email_counts_and_no_other_email_does() {
        for (String spelling : new String[] {
            "IDA.istanbul@steward.test", " \u0130da.\u0130stanbul@steward.test ", "Ida.Istanbul@Steward.Test"
        }) {
            throttle.failed(spelling);
        }

        assertThat(refusal(EMAIL).code()).isEqualTo("login-throttled");
        assertThatCode(() -> throttle.check("another@steward.test")).doesNotThrowAnyException();
    }

    @Test
    void it_can_be_switched_off() {
        LoginThrottle off = new LoginThrottle(clock, config(0));
        for (int failure = 0; failure < 50; failure++) {
            off.failed(EMAIL);
        }

        assertThatCode(() -> off.check(EMAIL)).doesNotThrowAnyException();
    }

    private Problem refusal(String email) {
        return catchThrowableOfType(Problem.class, () -> throttle.check(email));
    }

    private static LoginThrottle.Config config(int burst) {
        return new LoginThrottle.Config() {
            @Override
            public int burst() {
                return burst;
            }

            @Override
            public Duration every() {
                return Duration.ofSeconds(6);
            }

            @Override
            public long emails() {
                return 100;
            }
        };
    }
}
