package io.steward.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnNamesTest {
    private static final OwnNames KELLER =
            OwnNames.of("m.keller@support.acme.example", "makeller", "Maria Keller-Brandt");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m.keller@support.acme.example",
                "MKeller!",
                "makeller2026",
                "Maria Keller Brandt",
                "maria1234",
                "2026Brandt!",
                "SUPPORT1",
                "Acme-2026",
                "S t e w a r d 1"
            })
    void a_name_is_one_in_any_case_with_signs_and_with_digits_around(String password) {
        assertThat(KELLER.isOne(password)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maria and the whales", "keller4you", "12345678", "!!!!!!!!", "example1", "mar1akeller"})
    void what_only_contains_or_resembles_one_is_none(String password) {
        assertThat(KELLER.isOne(password)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "a@", "@b", "nobody", "admin@localhost", "x@y.z."})
    void no_email_is_too_odd(String email) {
        assertThat(OwnNames.of(email, (String) null).isOne("Steward1")).isTrue();
        assertThat(OwnNames.of(email).isOne("a long enough phrase")).isFalse();
    }
}
