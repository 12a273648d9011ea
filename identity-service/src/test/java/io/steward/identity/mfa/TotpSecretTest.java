package io.steward.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpSecretTest {
    private static final TotpSecret RFC = new TotpSecret("12345678901234567890".getBytes(StandardCharsets.US_ASCII));

    /** RFC 6238, appendix B, SHA-1: of its eight digits the last six. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void codes_are_the_standards(long second, String code) {
        assertThat(RFC.codeOf(second / 30)).isEqualTo(code.substring(2));
        assertThat(RFC.stepOf(code.substring(2), Instant.ofEpochSecond(second))).hasValue(second / 30);
    }

    @Test
    void a_code_is_right_one_step_around_its_own_and_no_further() {
        long step = 1_234_567_890 / 30;
        String code = RFC.codeOf(step);
        for (int away = -1; away <= 1; away++) {
            assertThat(RFC.stepOf(code, Instant.ofEpochSecond((step + away) * 30)))
                    .hasValue(step);
        }
        assertThat(RFC.stepOf(code, Instant.ofEpochSecond((step + 2) * 30))).isEmpty();
        assertThat(RFC.stepOf(code, Instant.ofEpochSecond((step - 1) * 30 - 1))).isEmpty();
        assertThat(RFC.stepOf("", Instant.ofEpochSecond(step * 30))).isEmpty();
        assertThat(RFC.stepOf(code + "0", Instant.ofEpochSecond(step * 30))).isEmpty();
    }

    @Test
    void apps_read_it_as_base32_and_from_a_uri() {
        assertThat(RFC.base32()).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assertThat(RFC.uri("My Steward", "a+b&c@steward.test"))
                .isEqualTo(
                        "otpauth://totp/My%20Steward:a%2Bb%26c%40steward.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                                + "&issuer=My%20Steward&algorithm=SHA1&digits=6&period=30");
    }

    @Test
    void secrets_are_160_bits_and_nobody_prints_them() {
        Set<String> seen = new HashSet<>();
        for (int secret = 0; secret < 100; secret++) {
            TotpSecret next = TotpSecret.next();
            assertThat(new AuthenticatorApp(next.base32()).secretBits()).isEqualTo(160);
            assertThat(seen.add(next.base32())).isTrue();
        }
        assertThat(RFC.toString()).isEqualTo("TotpSecret");
        assertThat(new MfaViews.TotpEnrolment("secret", "uri").toString()).doesNotContain("secret", "uri");
        assertThat(new MfaRequests.CompleteLogin("id", "123456", null).toString())
                .doesNotContain("id=", "123456");
        assertThat(new MfaRequests.RemoveFactor("password", "123456", null).toString())
                .isEqualTo("RemoveFactor");
    }
}
