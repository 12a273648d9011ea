package io.steward.gateway.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApiKeyFormatTest {

    /** Identity's test has the same one: both must read it alike. */
    private static final String SAMPLE = "stw_local_0197f0d23c4b7a108000000000000019_"
            + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f_00f94f7e";

    @Test
    void theSampleIsReadAsIdentityWritesIt() {
        assertThat(ApiKeyFormat.fits(SAMPLE)).isTrue();
        assertThat(ApiKeyFormat.id(SAMPLE)).isEqualTo("0197f0d2-3c4b-7a10-8000-000000000019");
    }

    @Test
    void oneMistypedCharacterAnywhereIsNoticed() {
        for (var at = 0; at < SAMPLE.length(); at++) {
            var wrong = SAMPLE.charAt(at) == '7' ? '8' : '7';
            assertThat(ApiKeyFormat.fits(SAMPLE.substring(0, at) + wrong + SAMPLE.substring(at + 1)))
                    .as("at %d", at)
                    .isFalse();
        }
    }
}
