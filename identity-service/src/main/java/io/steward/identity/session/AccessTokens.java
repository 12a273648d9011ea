package io.steward.identity.session;

import io.smallrye.mutiny.Uni;
import io.steward.identity.signingkey.TokenSigner;
import io.steward.kit.security.Actors;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;

/** The access tokens of sessions. */
@ApplicationScoped
class AccessTokens {
    /** The topic of ended sessions keeps them for a day: no token may outlive that. */
    private static final Duration LONGEST = Duration.ofHours(12);

    private final TokenSigner signer;
    private final TokenConfig config;

    AccessTokens(TokenSigner signer, TokenConfig config) {
        if (config.accessLifetime().compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("steward.token.access-lifetime must be at most 12 hours");
        }
        this.signer = signer;
        this.config = config;
    }

    /** @param narrowed whether the client asked for less than the session may do: such a token never makes anything that may do more */
    Uni<String> sign(Session session, SortedSet<String> permissions, boolean narrowed) {
        return signer.sign(config.accessLifetime(), claims -> {
            claims.setSubject(session.userId().toString());
            claims.setStringClaim("sid", session.id().toString());
            claims.setStringListClaim("perms", List.copyOf(permissions));
            if (narrowed) {
                claims.setClaim(Actors.NARROWED_CLAIM, true);
            }
            if (session.organizationId() != null) {
                claims.setStringClaim("org", session.organizationId().toString());
            }
        });
    }
}
