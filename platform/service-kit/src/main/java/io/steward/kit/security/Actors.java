package io.steward.kit.security;

import io.quarkus.security.identity.SecurityIdentity;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.web.RequestTrace;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who sent the present request: read from the verified token alone, never from a header that the gateway might have set. */
@RequestScoped
public class Actors {
    /** May act in any organization, by naming it in {@code X-Organization-Id}. */
    public static final String INSTALLATION_ADMIN = "installation:admin";

    public static final String ORGANIZATION_HEADER = "X-Organization-Id";
    private static final String ORGANIZATION_CLAIM = "org";

    private final SecurityIdentity identity;
    private final RoutingContext request;

    Actors(SecurityIdentity identity, RoutingContext request) {
        this.identity = identity;
        this.request = request;
    }

    /**
     * The actor, in the organization acted in.
     *
     * @throws Problem 400 when no organization is acted in or the header is no UUID; 403 when it names one that is not the actor's
     */
    public Actor current() {
        Actor actor = anywhere();
        if (actor.tenantId() == null) {
            throw Problem.badRequest(
                    "organization-required",
                    "Name the organization to act in with the header " + ORGANIZATION_HEADER + ".");
        }
        return actor;
    }

    /** The actor, whose tenant is null when no organization is acted in. */
    public Actor anywhere() {
        JsonWebToken token = token();
        Set<String> permissions = TokenPermissions.of(token);
        return new Actor(
                UUID.fromString(token.getSubject()),
                organization(token, permissions),
                permissions,
                RequestTrace.cause(request));
    }

    /**
     * The session of the token; ended ones are refused by the gateway.
     *
     * @throws Problem 403 for a token that belongs to no session, such as an API key's
     */
    public UUID sessionId() {
        String session = token().getClaim("sid");
        if (session == null) {
            throw sessionRequired();
        }
        return UUID.fromString(session);
    }

    public static Problem sessionRequired() {
        return Problem.forbidden("session-required", "Only somebody who has logged in may do this; no API key may.");
    }

    private JsonWebToken token() {
        return (JsonWebToken) identity.getPrincipal();
    }

    private UUID organization(JsonWebToken token, Set<String> permissions) {
        String own = token.getClaim(ORGANIZATION_CLAIM);
        UUID home = own == null ? null : UUID.fromString(own);
        UUID asked = asked();
        if (asked == null || asked.equals(home)) {
            return home;
        }
        if (!permissions.contains(INSTALLATION_ADMIN)) {
            throw Problem.forbidden("organization-forbidden", "You do not act in this organization.");
        }
        return asked;
    }

    private UUID asked() {
        String header = request.request().getHeader(ORGANIZATION_HEADER);
        try {
            return header == null ? null : UUID.fromString(header);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("invalid-value", ORGANIZATION_HEADER + " must be a UUID.")
                    .with("field", ORGANIZATION_HEADER);
        }
    }
}
