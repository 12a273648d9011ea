package io.steward.identity.apikey;

import io.smallrye.mutiny.Uni;
import io.steward.identity.session.TokenConfig;
import io.steward.identity.signingkey.TokenSigner;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;

/** The access tokens that keys are exchanged for. They name the key in the place of a session. */
@ApplicationScoped
class KeyTokens {
    private final TokenSigner signer;
    private final ApiKeyConfig config;

    KeyTokens(TokenSigner signer, ApiKeyConfig config, TokenConfig tokens) {
        // A signing key is withdrawn when the longest-lived session token is gone.
        if (!config.tokenLifetime().isPositive() || config.tokenLifetime().compareTo(tokens.accessLifetime()) > 0) {
            throw new IllegalArgumentException(
                    "steward.api-key.token-lifetime must be positive and at most steward.token.access-lifetime");
        }
        this.signer = signer;
        this.config = config;
    }

    Uni<String> sign(UUID keyId, UUID ownerId, UUID organizationId, SortedSet<String> permissions) {
        return signer.sign(config.tokenLifetime(), claims -> {
            claims.setSubject(ownerId.toString());
            claims.setStringClaim("api_key", keyId.toString());
            claims.setStringClaim("org", organizationId.toString());
            claims.setStringListClaim("perms", List.copyOf(permissions));
        });
    }
}
