package io.steward.identity.oidc;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A provider as it was set.
 *
 * @param secret null for a public client
 */
record OidcProvider(
        String name,
        String displayName,
        String issuer,
        String clientId,
        String secret,
        URI redirectUri,
        List<String> scopes,
        boolean linkByVerifiedEmail) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,32}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** @throws IllegalArgumentException naming the setting that is wrong */
    static OidcProvider of(String name, OidcConfig.Provider config) {
        String prefix = "steward.oidc.providers." + name + ".";
        require(
                NAME.matcher(name).matches(),
                "steward.oidc.providers." + name,
                "is no name: it takes at most 32 small letters and digits");
        require(isSafe(config.issuer()), prefix + "issuer", "must be an https URL");
        require(config.issuer().getRawQuery() == null, prefix + "issuer", "must have no query");
        require(isSafe(config.redirectUri()), prefix + "redirect-uri", "must be an https URL");
        require(config.redirectUri().getRawFragment() == null, prefix + "redirect-uri", "must have no fragment");
        require(config.scopes().contains("openid"), prefix + "scopes", "must contain openid");
        require(
                config.clientSecret().isEmpty() || config.clientSecretFile().isEmpty(),
                prefix + "client-secret",
                "is given twice");
        return new OidcProvider(
                name,
                config.displayName(),
                config.issuer().toString(),
                config.clientId(),
                secret(config, prefix),
                config.redirectUri(),
                List.copyOf(config.scopes()),
                config.linkByVerifiedEmail());
    }

    /** {@code https}, or {@code http} on this machine. */
    static boolean isSafe(URI uri) {
        return uri.getHost() != null
                && uri.getRawUserInfo() == null
                && ("https".equals(uri.getScheme())
                        || "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()));
    }

    private static String secret(OidcConfig.Provider config, String prefix) {
        if (config.clientSecretFile().isEmpty()) {
            return config.clientSecret().orElse(null);
        }
        try {
            return Files.readString(config.clientSecretFile().get()).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(prefix + "client-secret-file cannot be read");
        }
    }

    private static void require(boolean holds, String setting, String message) {
        if (!holds) {
            throw new IllegalArgumentException(setting + " " + message);
        }
    }

    @Override
    public String toString() {
        return "OidcProvider[" + name + "]";
    }
}
