package io.steward.identity.signingkey;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.role.Permissions;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.security.Actors;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The keys that sign access tokens, over HTTP: when they change, never what they are. */
@Path("/api/v1/signing-keys")
@Tag(name = "Authentication")
public class SigningKeyResource {
    private final SigningKeyService keys;
    private final Actors actors;

    SigningKeyResource(SigningKeyService keys, Actors actors) {
        this.keys = keys;
        this.actors = actors;
    }

    /** All there are: one signs, one may wait, and those that have signed within an access token's life. */
    public record SigningKeyList(List<SigningKeyView> items) {}

    @GET
    @PermissionsAllowed(Permissions.INSTALLATION_ADMIN)
    @Operation(summary = "The keys that sign access tokens, the next one first; never the keys themselves")
    public Uni<SigningKeyList> list() {
        actors.sessionId();
        return keys.list(actors.anywhere()).map(SigningKeyList::new);
    }

    @POST
    @Path("/rotation")
    @PermissionsAllowed(Permissions.INSTALLATION_ADMIN)
    @Operation(
            summary =
                    "Change the signing key: after publishing the next one ahead, or, when compromised, at once and with"
                            + " all tokens that were signed so far")
    public Uni<RestResponse<SigningKeyRotated>> rotate(
            RotateSigningKeys request, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        actors.sessionId();
        RotateSigningKeys wanted = RotateSigningKeys.orDefault(request);
        IdempotencyKey key = IdempotencyKey.of(idempotencyKey, "POST /signing-keys/rotation", wanted);
        return keys.rotate(actors.anywhere(), wanted.compromised(), key)
                .map(rotated -> RestResponse.ResponseBuilder.<SigningKeyRotated>accepted()
                        .entity(rotated)
                        .build());
    }
}
