package io.steward.identity.apikey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steward.identity.account.PasswordPolicy;
import io.steward.identity.mfa.MfaRequests;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is asked of API keys. */
public final class ApiKeyRequests {
    private ApiKeyRequests() {}

    /**
     * A key to be made.
     *
     * @param scopes the permissions that it is to have, of those that its owner has
     * @param expiresAt null for as late as the installation allows
     * @param password the account's, or in its place a code or credential of its second factor
     */
    public record CreateApiKey(
            @NotBlank @Size(max = 120) String name,

            @NotEmpty @Size(max = 100) List<@NotBlank @Size(max = 64) String> scopes,

            Instant expiresAt,
            @Size(min = 1, max = PasswordPolicy.MAX) String password,
            @Size(min = 1, max = 32) String code,

            @Schema(type = SchemaType.OBJECT, implementation = Object.class)
            ObjectNode credential)
            implements MfaRequests.Proof {
        @Override
        public String toString() {
            return "CreateApiKey";
        }
    }

    /** A key that a gateway was shown. */
    public record ExchangeApiKey(@NotNull @Size(max = 200) String key) {
        @Override
        public String toString() {
            return "ExchangeApiKey";
        }
    }
}
