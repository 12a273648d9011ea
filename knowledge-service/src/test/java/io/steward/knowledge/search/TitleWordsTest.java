package io.steward.knowledge.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TitleWordsTest {
    @Test
    void any_word_will_do_and_the_last_may_be_unfinished() {
        assertThat(TitleWords.query("VPN is dow")).isEqualTo("VPN | is | dow:*");
        assertThat(TitleWords.query("Wi-Fi: Büro 3")).isEqualTo("Wi | Fi | Büro | 3:*");
    }

    @Test
    void nothing_but_letters_and_digits_goes_on() {
        assertThat(TitleWords.query("a' & !b | (c) <-> d:*A \\ \"")).isEqualTo("a | b | c | d | A:*");
        assertThat(TitleWords.query("'&|!:*()\\\u0000🔥")).isEmpty();
        assertThat(TitleWords.query(null)).isEmpty();
    }

    @Test
    void words_are_bounded_in_length_and_number() {
        assertThat(TitleWords.query("x".repeat(65) + " y")).isEqualTo("y:*");
        StringBuilder many = new StringBuilder();
        for (int number = 0; number < 100; number++) {
            many.append(number).append(' ');
        }
        assertThat(TitleWords.query(many.toString()).split(" \\| ")).hasSize(32);
    }
}
