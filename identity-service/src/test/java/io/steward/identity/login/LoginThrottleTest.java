package io.steward.identity.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.kit.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class LoginThrottleTest extends LoginThrottles {
    @Test
    void the_first_failures_are_free_and_then_the_wait_doubles_up_to_the_longest() {
        for (int failure = 0; failure < 3; failure++) {
            check(EMAIL, null, false);
            failed(EMAIL, null, false);
        }
        for (int wait : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900}) {
            assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", wait);
            pass(Duration.ofSeconds(wait).minusMillis(1));
            assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 1);
            pass(Duration.ofMillis(1));
            check(EMAIL, null, false);
            failed(EMAIL, null, false);
        }
    }

    @Test
    void a_pause_forgets_all_failures() {
        fail(EMAIL, 40);
        pass(Duration.ofMinutes(15).plusHours(1).minusMillis(1));
        check(EMAIL, null, false);
        failed(EMAIL, null, false);
        assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 900);

        pass(Duration.ofMinutes(15).plusHours(1));
        fail(EMAIL, 2);
        check(EMAIL, null, false);
    }

    @Test
    void guesses_that_came_all_at_once_are_all_counted() {
        check(EMAIL, null, false);
        fail(EMAIL, 60);
        assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 900);
    }

    @Test
    void every_spelling_of_an_email_counts_and_no_other_email_does() {
        for (String spelling : new String[] {
            "IDA.istanbul@steward.test", " \u0130da.\u0130stanbul@steward.test ", "Ida.Istanbul@Steward.Test"
        }) {
            failed(spelling, null, false);
        }

        assertThat(refusal(EMAIL).code()).isEqualTo("login-throttled");
        assertThatCode(() -> check("another@steward.test", null, false)).doesNotThrowAnyException();
    }

    @Test
    void strangers_do_not_keep_the_owner_out_where_the_account_is_known() {
        for (int failure = 0; failure < 30; failure++) {
            failed(EMAIL, ELSEWHERE, false);
        }
        assertThat(refusal(EMAIL).status()).isEqualTo(429);

        check(EMAIL, OFFICE, true);
        for (int failure = 0; failure < 3; failure++) {
            failed(EMAIL, OFFICE, true);
        }
        assertThatThrownBy(() -> check(EMAIL, OFFICE, true))
                .as("but there are waits too")
                .isInstanceOf(Problem.class);
        check(EMAIL, ELSEWHERE, true);
    }

    @Test
    void failures_where_the_account_is_known_do_not_count_elsewhere() {
        for (int failure = 0; failure < 30; failure++) {
            failed(EMAIL, OFFICE, true);
        }
        check(EMAIL, null, false);
    }

    @Test
    void who_is_forgiven_waits_no_more_where_nobody_knows_him_and_where_he_is() {
        fail(EMAIL, 30);
        for (int failure = 0; failure < 30; failure++) {
            failed(EMAIL, OFFICE, true);
        }

        forgive(EMAIL, null);
        check(EMAIL, null, false);
        assertThatThrownBy(() -> check(EMAIL, OFFICE, true)).isInstanceOf(Problem.class);

        forgive(EMAIL, OFFICE);
        check(EMAIL, OFFICE, true);
    }

    @Test
    void an_address_waits_whatever_emails_it_tries() {
        for (int failure = 0; failure < 5; failure++) {
            checkAddress(ELSEWHERE);
            failed("nobody-" + failure + "@steward.test", ELSEWHERE, false);
        }
        assertThat(atAddress(ELSEWHERE).extensions()).containsEntry("retryAfter", 1);
        failed("somebody@steward.test", ELSEWHERE, false);
        assertThat(atAddress(ELSEWHERE).extensions()).containsEntry("retryAfter", 2);
        checkAddress(OFFICE);
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
            failed(failure + EMAIL, one, false);
        }
        assertThat(atAddress(other) != null).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "::1", "nowhere", ""})
    void a_gateways_address_and_what_is_none_never_wait(String address) {
        for (int failure = 0; failure < 50; failure++) {
            failed(failure + EMAIL, address, false);
        }
        assertThat(atAddress(address)).isNull();
        checkAddress(null);
    }

    @Test
    void both_can_be_switched_off() {
        for (int failure = 0; failure < 10; failure++) {
            failed(EMAIL, ELSEWHERE, false);
        }
        throttle = instance(0, 0);
        for (int failure = 0; failure < 50; failure++) {
            failed("x" + EMAIL, ELSEWHERE, false);
        }

        assertThatCode(() -> check(EMAIL, ELSEWHERE, false)).doesNotThrowAnyException();
        assertThatCode(() -> checkAddress(ELSEWHERE)).doesNotThrowAnyException();
        assertThat(rows()).isEqualTo(2);
        assertThatThrownBy(() -> instance(-1, 0)).hasMessageContaining("steward.login-throttle");
    }

    @Test
    void emails_alone_and_addresses_alone_can_be_switched_off() {
        throttle = instance(0, 5);
        fail(EMAIL, 10, ELSEWHERE);
        check(EMAIL, ELSEWHERE, false);
        assertThat(atAddress(ELSEWHERE)).isNotNull();

        throttle = instance(3, 0);
        fail(EMAIL, 3, ELSEWHERE);
        assertThat(refusal(EMAIL)).isNotNull();
        assertThat(atAddress(ELSEWHERE)).isNull();
    }

    @Test
    void all_instances_count_together_and_one_that_has_just_started_knows_what_was_counted() {
        LoginThrottle one = instance(3, 5);
        LoginThrottle other = instance(3, 5);
        for (LoginThrottle instance : List.of(one, other, one)) {
            throttle = instance;
            failed(EMAIL, OFFICE, true);
            failed(EMAIL, ELSEWHERE, false);
        }

        for (LoginThrottle instance : List.of(one, other, instance(3, 5))) {
            throttle = instance;
            assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 1);
            assertThatThrownBy(() -> check(EMAIL, OFFICE, true)).isInstanceOf(Problem.class);
        }
        throttle = instance(3, 5);
        fail("x" + EMAIL, 2, ELSEWHERE);
        throttle = other;
        assertThat(atAddress(ELSEWHERE).extensions()).containsEntry("retryAfter", 1);

        throttle = one;
        forgive(EMAIL, OFFICE);
        throttle = instance(3, 5);
        check(EMAIL, null, false);
        check(EMAIL, OFFICE, true);
        assertThat(atAddress(ELSEWHERE)).as("whoever fails for many").isNotNull();
    }
}
