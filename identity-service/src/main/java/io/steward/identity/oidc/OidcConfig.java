package io.steward.identity.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OpenID providers that people can log in by. */
@ConfigMapping(prefix = "steward.oidc")
interface OidcConfig {
    /** By the name that stands in paths: at most 32 small letters and digits. */
    Map<String, Provider> providers();

    /** How long somebody may take at a provider. */
    @WithDefault("10m")
    Duration flowLifetime();

    /** How long a provider may take for an answer. */
    @WithDefault("5s")
    Duration patience();

    /** Logins that a client's address may begin at once after a pause; 0 switches the limit off. */
    @WithDefault("20")
    int addressBurst();

    /** How long until one of them is made good. */
    @WithDefault("3s")
    Duration addressEvery();

    /** A provider and what it knows this installation by. */
    interface Provider {
        /** Its issuer, exactly as its tokens name it; {@code https}, or {@code http} on this machine. */
        URI issuer();

        String clientId();

        /** Without one the client is a public one, and PKCE alone protects the code. */
        Optional<String> clientSecret();

        /** A file with the secret, in the place of {@code client-secret}. */
        Optional<Path> clientSecretFile();

        /** What people read. */
        String displayName();

        /** Where the provider sends people back to: the client's page, exactly as the provider knows it. */
        URI redirectUri();

        @WithDefault("openid,email,profile")
        List<String> scopes();

        /**
         * Whether somebody who is not linked yet is, at the first login, linked to the account with his email, if both the provider
         * and the account say that it is verified. Trusts the provider with everybody's address.
         */
        @WithDefault("false")
        boolean linkByVerifiedEmail();
    }
}
