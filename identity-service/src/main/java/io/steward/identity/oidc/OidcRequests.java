package io.steward.identity.oidc;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What logins at a provider take and give. */
final class OidcRequests {
    private OidcRequests() {}

    /** A provider that people can choose. */
    public record ProviderView(String name, String displayName) {}

    /**
     * A login that has begun. The client keeps {@code state} and {@code flowSecret} to itself and sends the person to the URL.
     *
     * @param state comes back from the provider: the client compares it
     * @param flowSecret never leaves the client but for the callback, so that nobody else can end what it began
     */
    public record Authorization(String authorizationUrl, String state, String flowSecret, Instant expiresAt) {
        @Override
        public String toString() {
            return "Authorization";
        }
    }

    /**
     * What came back from the provider.
     *
     * @param iss the issuer, where the provider adds it (RFC 9207)
     */
    public record Callback(
            @NotBlank @Size(max = 128) String state,
            @NotBlank @Size(max = 4096) String code,
            @NotBlank @Size(max = 128) String flowSecret,
            @Size(max = 255) @Schema(nullable = true) String iss) {
        @Override
        public String toString() {
            return "Callback";
        }
    }

    /** Who is at the account's session must be its owner to add a way in. */
    public record LinkIdentity(
            @NotNull @Size(min = 1, max = 256) @Schema(format = "password")
            String currentPassword) {
        @Override
        public String toString() {
            return "LinkIdentity";
        }
    }
}
