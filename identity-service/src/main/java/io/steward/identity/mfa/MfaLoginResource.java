package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.identity.login.ClientAddress;
import io.steward.identity.mfa.MfaRequests.ByChallenge;
import io.steward.identity.mfa.MfaRequests.CompleteLogin;
import io.steward.identity.mfa.MfaViews.LoggedIn;
import io.steward.identity.mfa.MfaViews.TotpEnrolment;
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

/** A login's second step over HTTP. The challenge is the proof of the first. */
@Path("/api/v1/auth/mfa")
@Tag(name = "Authentication")
public class MfaLoginResource {
    private final MfaLogins logins;
    private final ClientAddress addresses;

    MfaLoginResource(MfaLogins logins, ClientAddress addresses) {
        this.logins = logins;
        this.addresses = addresses;
    }

    @POST
    @PermitAll
    @Operation(
            summary = "Complete a login by a code of the authenticator app, a recovery code, or a passkey",
            description =
                    "Answers tokens as a login does; and, when this confirms a new app, ten recovery codes, once.")
    public Uni<RestResponse<LoggedIn>> complete(@NotNull @Valid CompleteLogin request, RoutingContext http) {
        return logins.complete(request, addresses.origin(http.request()), RequestTrace.cause(http))
                .map(MfaLoginResource::secret);
    }

    @POST
    @Path("/enrolment")
    @PermitAll
    @Operation(
            summary = "Begin to use an authenticator app during a login that requires one",
            description = "Its secret is shown in this answer alone; the first code completes the login.")
    public Uni<RestResponse<TotpEnrolment>> enrol(@NotNull @Valid ByChallenge request, RoutingContext http) {
        return logins.enrol(request.challengeId(), RequestTrace.cause(http)).map(MfaLoginResource::secret);
    }

    @POST
    @Path("/passkey/options")
    @PermitAll
    @Operation(
            summary = "Begin to complete a login by a passkey",
            description =
                    "Answers WebAuthn's PublicKeyCredentialRequestOptionsJSON. What it asks for is good for one attempt.")
    public Uni<RestResponse<PasskeyOptions.Request>> askPasskey(
            @NotNull @Valid ByChallenge request, RoutingContext http) {
        return logins.askPasskey(request.challengeId(), RequestTrace.cause(http))
                .map(MfaLoginResource::secret);
    }

    static <T> RestResponse<T> secret(T answer) {
        return RestResponse.ResponseBuilder.ok(answer)
                .header("Cache-Control", "no-store")
                .build();
    }
}
