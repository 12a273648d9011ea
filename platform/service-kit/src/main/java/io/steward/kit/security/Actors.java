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
    /** True in a token that was asked for with less than its session may do. */
    public static final String NARROWED_CLAIM = "narrowed";

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
     * @throws Problem 403 for a token that is not all of a session: an API key's, and one that was narrowed
     */
    public UUID sessionId() {
        if (!isWholeSession(token())) {
            throw sessionRequired();
        }
        return UUID.fromString(token().getClaim("sid"));
    }

    /** What the token says that its bearer may do. */
    public static Set<String> permissions(JsonWebToken token) {
        return TokenPermissions.of(token);
    }

    /** Whether the token can do all that its session can. What is made by a session is whole again, so nothing less may make it. */
    public static boolean isWholeSession(JsonWebToken token) {
        return token.getClaim("sid") != null
                && !Boolean.parseBoolean(String.valueOf((Object) token.getClaim(NARROWED_CLAIM)));
    }

    public static Problem sessionRequired() {
        return Problem.forbidden(
                "session-required",
                "Only somebody who has logged in may do this; no API key may, and no token of a narrowed scope.");
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
