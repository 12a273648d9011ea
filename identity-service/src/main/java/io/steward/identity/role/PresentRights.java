package io.steward.identity.role;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.steward.identity.session.Memberships;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.security.Actors;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.RequestTrace;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Row;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Lets nobody change people, roles and organizations by rights that he has lost: an access token goes on saying for minutes what its account could do when it was signed. Each change
 * asks the database for what the account may do now.
 */
class PresentRights {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    /** What is the account's own needs no right of an organization, and API keys look at what their owner may do by themselves. */
    private static final List<String> OWN =
            List.of("api/v1/auth", "api/v1/oauth", "api/v1/me", "api/v1/api-keys", "internal");

    private static final String NOW = """
            SELECT u.is_installation_admin,
                   ARRAY(SELECT unnest(m.permissions) FROM memberships_of(u.id) m WHERE m.organization_id = $2) AS permissions
              FROM users u WHERE u.id = $1 AND u.status = 'ACTIVE'
            """;

    private final CurrentIdentityAssociation identities;
    private final Tx tx;

    PresentRights(CurrentIdentityAssociation identities, Tx tx) {
        this.identities = identities;
        this.tx = tx;
    }

    /** @throws Problem 403 for a token that says more than its account may do now */
    @ServerRequestFilter
    Uni<Void> check(ContainerRequestContext request, RoutingContext http) {
        String path = request.getUriInfo().getPath();
        if (READS.contains(request.getMethod()) || isOwn(path.startsWith("/") ? path.substring(1) : path)) {
            return Uni.createFrom().voidItem();
        }
        return identities
                .getDeferredIdentity()
                // A token that does not verify is refused where one is needed.
                .onFailure()
                .recoverWithNull()
                .flatMap(identity ->
                        token(identity) == null ? Uni.createFrom().voidItem() : require(token(identity), http));
    }

    private Uni<Void> require(JsonWebToken token, RoutingContext http) {
        String organization = token.getClaim("org");
        UUID account = UUID.fromString(token.getSubject());
        Actor actor = new Actor(account, Ids.NIL, Set.of(), RequestTrace.cause(http));
        return tx.read(actor, NOW, account, organization == null ? Ids.NIL : UUID.fromString(organization))
                .invoke(rows -> {
                    if (rows.size() == 0 || !holds(rows.iterator().next(), Actors.permissions(token))) {
                        throw Problem.forbidden(
                                "roles-changed",
                                "Your roles were changed after this token was given. Refresh it, and go on with the rights that you have now.");
                    }
                })
                .replaceWithVoid();
    }

    private static boolean holds(Row row, Set<String> claimed) {
        return Memberships.permissions(
                        Arrays.asList(row.getArrayOfStrings("permissions")), row.getBoolean("is_installation_admin"))
                .containsAll(claimed);
    }

    private static JsonWebToken token(SecurityIdentity identity) {
        return identity != null && identity.getPrincipal() instanceof JsonWebToken token && token.getRawToken() != null
                ? token
                : null;
    }

    private static boolean isOwn(String path) {
        return OWN.stream()
                .anyMatch(prefix -> path.startsWith(prefix)
                        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/'));
    }
}
