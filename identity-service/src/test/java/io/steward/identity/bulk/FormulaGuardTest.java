package io.steward.identity.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaGuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "\tx",
                "\rx",
                "\nx",
                "  =1",
                "\u00a0=1",
                "\u200b=1",
                "\ufeff=1",
                "\"=1",
                "'=1",
                "''=1",
                " ' \" =1",
                "\u201c=1",
                "\uff1d1",
                "\uff0b1",
                "\uff0d1",
                "\uff20x",
                "\u3000\uff1d1",
                " \t"
            })
    void what_a_spreadsheet_would_evaluate_is_text_and_comes_back(String text) {
        assertThat(FormulaGuard.guard(text)).isEqualTo("'" + text);
        assertThat(FormulaGuard.unguard(FormulaGuard.guard(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Ann", "'", "'Ann", "O'Neil", "a=b", "1-2", " Ann", "''", "\u00e9t\u00e9", "Ann\t=1"})
    void all_else_stays_as_it_is(String text) {
        assertThat(FormulaGuard.guard(text)).isEqualTo(text);
        assertThat(FormulaGuard.unguard(text)).isEqualTo(text);
    }
}
