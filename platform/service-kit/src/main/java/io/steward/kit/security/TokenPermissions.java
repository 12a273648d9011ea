package io.steward.kit.security;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Makes the token's {@code perms} claim what {@code @PermissionsAllowed} asks for. Roles are identity's business and never asked here. */
@ApplicationScoped
class TokenPermissions implements SecurityIdentityAugmentor {
    static final String CLAIM = "perms";

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Uni.createFrom().item(identity);
        }
        QuarkusSecurityIdentity.Builder builder = QuarkusSecurityIdentity.builder(identity);
        builder.addPermissionsAsString(of(token));
        return Uni.createFrom().item(builder.build());
    }

    static Set<String> of(JsonWebToken token) {
        Object claim = token.getClaim(CLAIM);
        return claim instanceof Collection<?> values
                ? values.stream().map(TokenPermissions::text).collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    private static String text(Object value) {
        return value instanceof JsonString json ? json.getString() : String.valueOf(value);
    }
}
