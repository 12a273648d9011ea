package io.steward.identity.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeySecretTest {
    /** The gateway's test has the same one: both must read it alike. */
    private static final String SAMPLE = "stw_local_0197f0d23c4b7a108000000000000019_"
            + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f_00f94f7e";

    @Test
    void the_sample_is_read_and_written_alike() {
        ApiKeySecret key = ApiKeySecret.parse(SAMPLE).orElseThrow();

        assertThat(key.id()).isEqualTo(UUID.fromString("0197f0d2-3c4b-7a10-8000-000000000019"));
        assertThat(key.environment()).isEqualTo("local");
        assertThat(key.prefix()).isEqualTo("stw_local_0197f0d23c4b7a108000000000000019");
        assertThat(key.text()).isEqualTo(SAMPLE);
    }

    @Test
    void a_new_key_has_256_random_bits_and_can_be_read() {
        UUID id = UUID.randomUUID();
        ApiKeySecret first = ApiKeySecret.next("prod", id);
        ApiKeySecret second = ApiKeySecret.next("prod", id);

        assertThat(first.secret()).matches("[0-9a-f]{64}").isNotEqualTo(second.secret());
        assertThat(ApiKeySecret.parse(first.text())).contains(first);
        assertThat(first.hash()).hasSize(32).isNotEqualTo(second.hash());
    }

    static Stream<Integer> places() {
        return IntStream.range(0, SAMPLE.length()).boxed();
    }

    @ParameterizedTest
    @MethodSource("places")
    void one_mistyped_character_anywhere_is_noticed(int at) {
        char wrong = SAMPLE.charAt(at) == '7' ? '8' : '7';

        assertThat(ApiKeySecret.parse(SAMPLE.substring(0, at) + wrong + SAMPLE.substring(at + 1)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stw_", "stw_local_1_2_3", "Bearer", "stw_local_"})
    void what_no_key_looks_like_is_none(String text) {
        assertThat(ApiKeySecret.parse(text)).isEmpty();
        assertThat(ApiKeySecret.parse(SAMPLE + text + " ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Prod", "a_b", "seventeenletters1"})
    void an_environment_that_would_break_the_form_is_refused(String environment) {
        assertThatThrownBy(() -> ApiKeySecret.next(environment, UUID.randomUUID()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_secret_is_not_printed() {
        ApiKeySecret key = ApiKeySecret.next("prod", UUID.randomUUID());

        assertThat(key.toString()).doesNotContain(key.secret()).contains(key.prefix());
    }
}
