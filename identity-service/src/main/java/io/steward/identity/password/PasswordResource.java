package io.steward.identity.password;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.kit.security.Actors;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The password of the account that asks, over HTTP. */
@Path("/api/v1/me/password")
@Tag(name = "Authentication")
public class PasswordResource {
    private final PasswordService passwords;
    private final Actors actors;

    PasswordResource(PasswordService passwords, Actors actors) {
        this.passwords = passwords;
        this.actors = actors;
    }

    @PUT
    @Authenticated
    @Operation(
            summary =
                    "Change your password; ends your other sessions, and revokes your API keys unless keepApiKeys is true")
    public Uni<RestResponse<Void>> change(
            @NotNull @Valid ChangePassword request,
            @HeaderParam("User-Agent") @Parameter(hidden = true) String device) {
        return passwords
                .change(actors.anywhere(), actors.sessionId(), request, device)
                .replaceWith(RestResponse.noContent());
    }
}
