package io.steward.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers as an operator sets them: by environment variables. */
class OidcProvidersTest {
    private static final String PREFIX = "STEWARD_OIDC_PROVIDERS_CORP_";

    @Test
    void none_is_set_and_nothing_is_missing() {
        assertThat(providers(Map.of()).all()).isEmpty();
    }

    @Test
    void a_provider_is_set_by_the_environment() {
        Map<String, String> settings = settings();
        settings.put(PREFIX + "CLIENT_SECRET", "secret");
        settings.put(PREFIX + "LINK_BY_VERIFIED_EMAIL", "true");

        OidcProvider provider = providers(settings).require("corp");

        assertThat(provider.issuer()).isEqualTo("https://login.example.org/realm/");
        assertThat(provider.secret()).isEqualTo("secret");
        assertThat(provider.scopes()).containsExactly("openid", "email", "profile");
        assertThat(provider.linkByVerifiedEmail()).isTrue();
        assertThat(provider.toString()).doesNotContain("secret");
    }

    @Test
    void its_secret_comes_from_a_file(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "secret\n");
        Map<String, String> settings = settings();
        settings.put(PREFIX + "CLIENT_SECRET_FILE", file.toString());
        assertThat(providers(settings).require("corp").secret()).isEqualTo("secret");

        settings.put(PREFIX + "CLIENT_SECRET_FILE", folder.resolve("absent").toString());
        assertThatThrownBy(() -> providers(settings)).hasMessageContaining("client-secret-file");
        settings.put(PREFIX + "CLIENT_SECRET", "another");
        assertThatThrownBy(() -> providers(settings))
                .hasMessageContaining("given twice")
                .hasMessageNotContaining("another");
    }

    @ParameterizedTest
    @CsvSource({
        "ISSUER, http://login.example.org, issuer",
        "ISSUER, https://user@login.example.org, issuer",
        "ISSUER, https://login.example.org?x=1, issuer",
        "ISSUER, login.example.org, issuer",
        "REDIRECT_URI, http://steward.example.org/callback, redirect-uri",
        "REDIRECT_URI, https://steward.example.org/callback#x, redirect-uri",
        "SCOPES, email, scopes"
    })
    void a_wrong_setting_is_named(String setting, String value, String named) {
        Map<String, String> settings = settings();
        settings.put(PREFIX + setting, value);

        assertThatThrownBy(() -> providers(settings)).hasMessageContaining("steward.oidc.providers.corp." + named);
    }

    @Test
    void two_providers_are_not_one_issuer() {
        Map<String, String> settings = settings();
        settings().forEach((name, value) -> settings.put(name.replace("CORP", "OTHER"), value));

        assertThatThrownBy(() -> providers(settings)).hasMessageContaining("same issuer");
    }

    private static Map<String, String> settings() {
        return new HashMap<>(Map.of(
                PREFIX + "ISSUER", "https://login.example.org/realm/",
                PREFIX + "CLIENT_ID", "steward",
                PREFIX + "DISPLAY_NAME", "Corporate login",
                PREFIX + "REDIRECT_URI", "https://steward.example.org/callback"));
    }

    private static OidcProviders providers(Map<String, String> environment) {
        return new OidcProviders(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withSources(new EnvConfigSource(environment, 300))
                .withMapping(OidcConfig.class)
                .build()
                .getConfigMapping(OidcConfig.class));
    }
}
