package io.steward.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryCodeTest {
    @Test
    void ten_codes_of_sixty_bits_are_shown_in_groups() {
        List<RecoveryCode> codes = RecoveryCode.ten();

        assertThat(codes).hasSize(10).doesNotHaveDuplicates();
        assertThat(codes).allSatisfy(code -> {
            assertThat(code.shown()).matches("([0-9a-hjkmnp-tv-z]{4}-){2}[0-9a-hjkmnp-tv-z]{4}");
            assertThat(code.toString()).isEqualTo("RecoveryCode");
        });
    }

    @Test
    void it_is_read_as_people_type_it() {
        RecoveryCode code = RecoveryCode.typed("0123-4567-89ab");

        assertThat(code.value()).isEqualTo("0123456789ab");
        assertThat(RecoveryCode.typed(" O l23 4567-89AB ")).isEqualTo(code);
        RecoveryCode random = RecoveryCode.ten().getFirst();
        assertThat(RecoveryCode.typed(random.shown())).isEqualTo(random);
    }
}
