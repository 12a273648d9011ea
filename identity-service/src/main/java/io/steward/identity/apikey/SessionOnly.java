package io.steward.identity.apikey;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import io.steward.kit.security.Actors;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * What only somebody who has logged in may do, whatever scopes a key or a narrowed token has: keys, sessions, passwords and all else that is
 * his account's own. What is made there is whole, so a stolen key must not be a way to more keys, nor a narrowed token to a session.
 */
class SessionOnly {
    private static final List<String> FOR_PEOPLE = List.of("api/v1/api-keys", "api/v1/auth", "api/v1/signing-keys");
    /** Wherever they stand: an account's below it too. */
    private static final Set<String> SEGMENTS = Set.of("sessions", "password", "password-resets", "mfa");

    private static final List<String> OWN_ACCOUNT =
            List.of("api/v1/me", "api/v1/settings/me", "api/v1/git-connections");

    private final CurrentIdentityAssociation identities;

    SessionOnly(CurrentIdentityAssociation identities) {
        this.identities = identities;
    }

    /** @throws Problem 403 for a token that is not all of a session */
    @ServerRequestFilter
    Uni<Void> check(ContainerRequestContext request) {
        if (!isForPeople(request.getMethod(), request.getUriInfo().getPath())) {
            return Uni.createFrom().voidItem();
        }
        return identities
                .getDeferredIdentity()
                // A token that does not verify is refused where one is needed; a login needs none.
                .onFailure()
                .recoverWithNull()
                .invoke(SessionOnly::requireSession)
                .replaceWithVoid();
    }

    private static void requireSession(SecurityIdentity identity) {
        if (identity != null
                && identity.getPrincipal() instanceof JsonWebToken token
                && token.getRawToken() != null
                && !Actors.isWholeSession(token)) {
            throw Actors.sessionRequired();
        }
    }

    private static boolean isForPeople(String method, String path) {
        String plain = path.startsWith("/") ? path.substring(1) : path;
        return FOR_PEOPLE.stream().anyMatch(prefix -> isBelow(prefix, plain))
                || Arrays.stream(plain.split("/")).anyMatch(SEGMENTS::contains)
                || OWN_ACCOUNT.stream().anyMatch(prefix -> isBelow(prefix, plain))
                        && !method.equals("GET")
                        && !method.equals("HEAD");
    }

    private static boolean isBelow(String prefix, String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
