package io.steward.kit.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void a_text_that_fits_stays_as_it_is() {
        assertThat(Excerpt.of("", 3)).isEmpty();
        assertThat(Excerpt.of("abc", 3)).isEqualTo("abc");
    }

    @Test
    void a_longer_one_ends_in_an_ellipsis_within_the_length() {
        assertThat(Excerpt.of("abcd", 3)).isEqualTo("ab…");
        assertThat(Excerpt.of("abcd", 1)).isEqualTo("…");
    }

    @Test
    void a_character_of_two_units_is_kept_whole_or_left_out() {
        assertThat(Excerpt.of("ab😀cd", 4)).isEqualTo("ab…");
        assertThat(Excerpt.of("ab😀cd", 5)).isEqualTo("ab😀…");
    }
}
