package io.steward.identity.organization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlugTest {

    @ParameterizedTest
    @CsvSource({
        "Acme Corp., acme-corp",
        "'  Émile & Zoë  ', emile-zoe",
        "運輸, organization",
        "--, organization",
        "A1, a1"
    })
    void a_name_becomes_lower_case_latin_with_single_dashes(String name, String slug) {
        assertThat(Slug.of(name)).isEqualTo(slug).matches(Slug.PATTERN);
    }

    @Test
    void a_long_name_is_cut_also_when_made_unique() {
        String name = "a b".repeat(60);

        assertThat(Slug.of(name)).hasSizeLessThanOrEqualTo(Slug.MAX).matches(Slug.PATTERN);
        assertThat(Slug.of(name, UUID.randomUUID()))
                .hasSizeLessThanOrEqualTo(Slug.MAX)
                .matches(Slug.PATTERN);
    }
}
