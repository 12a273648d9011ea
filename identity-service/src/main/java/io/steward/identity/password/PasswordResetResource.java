package io.steward.identity.password;

import io.smallrye.mutiny.Uni;
import io.steward.identity.login.ClientAddress;
import io.steward.kit.web.RequestTrace;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Forgotten passwords over HTTP. */
@Path("/api/v1/auth/password-resets")
@Tag(name = "Authentication")
public class PasswordResetResource {
    private final PasswordResets resets;
    private final ClientAddress addresses;

    PasswordResetResource(PasswordResets resets, ClientAddress addresses) {
        this.resets = resets;
        this.addresses = addresses;
    }

    @POST
    @PermitAll
    @Operation(summary = "Ask for a mail that lets its recipient choose a new password; the answer is always the same")
    public Uni<RestResponse<Void>> request(@NotNull @Valid RequestReset request, RoutingContext http) {
        return resets.request(request.email(), addresses.of(http.request()), RequestTrace.cause(http))
                .replaceWith(RestResponse.accepted());
    }

    @POST
    @Path("/complete")
    @PermitAll
    @Operation(summary = "Choose a new password by the token of the mail; ends all sessions of the account")
    public Uni<RestResponse<Void>> complete(@NotNull @Valid CompleteReset request, RoutingContext http) {
        return resets.complete(request, http.request().getHeader("User-Agent"), RequestTrace.cause(http))
                .replaceWith(RestResponse.noContent());
    }
}
