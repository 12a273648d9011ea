package io.steward.identity.mfa;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.identity.mfa.MfaRequests.AddFactor;
import io.steward.identity.mfa.MfaRequests.ConfirmTotp;
import io.steward.identity.mfa.MfaRequests.ProveFactor;
import io.steward.identity.mfa.MfaRequests.RemoveFactor;
import io.steward.identity.mfa.MfaViews.Factors;
import io.steward.identity.mfa.MfaViews.RecoveryCodes;
import io.steward.identity.mfa.MfaViews.TotpEnrolment;
import io.steward.kit.security.Actors;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The second factors of the account that asks, over HTTP. */
@Path("/api/v1/me/mfa")
@Tag(name = "Authentication")
public class MfaResource {
    private final OwnMfa own;
    private final Actors actors;

    MfaResource(OwnMfa own, Actors actors) {
        this.own = own;
        this.actors = actors;
    }

    @GET
    @Authenticated
    @Operation(summary = "Your second factors, and how many recovery codes are left")
    public Uni<Factors> read() {
        return own.read(actors.anywhere());
    }

    @POST
    @Path("/totp")
    @Authenticated
    @Operation(
            summary = "Begin to use an authenticator app; its secret is shown in this answer alone",
            description = "The app is no factor before its first code has confirmed it.")
    public Uni<RestResponse<TotpEnrolment>> beginTotp(@NotNull @Valid AddFactor request) {
        return own.beginTotp(actors.anywhere(), request).map(MfaLoginResource::secret);
    }

    @POST
    @Path("/totp/confirm")
    @Authenticated
    @Operation(summary = "Confirm the app by its first code; answers ten recovery codes, once")
    public Uni<RestResponse<RecoveryCodes>> confirmTotp(@NotNull @Valid ConfirmTotp request) {
        return own.confirmTotp(actors.anywhere(), request.code()).map(MfaLoginResource::secret);
    }

    @DELETE
    @Path("/totp")
    @Authenticated
    @Operation(summary = "Use an authenticator app no more; needs password and proof")
    public Uni<RestResponse<Void>> removeTotp(@NotNull @Valid RemoveFactor request) {
        return own.removeTotp(actors.anywhere(), request).replaceWith(RestResponse.noContent());
    }

    @POST
    @Path("/recovery-codes")
    @Authenticated
    @Operation(summary = "Ten new recovery codes in place of all others; they are shown in this answer alone")
    public Uni<RestResponse<RecoveryCodes>> renewCodes(@NotNull @Valid ProveFactor request) {
        return own.renewCodes(actors.anywhere(), request).map(MfaLoginResource::secret);
    }
}
