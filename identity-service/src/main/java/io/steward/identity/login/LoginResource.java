package io.steward.identity.login;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.identity.session.SessionService;
import io.steward.identity.session.Tokens;
import io.steward.kit.security.Actors;
import io.steward.kit.web.RequestTrace;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Login, refresh and logout over HTTP. */
@Path("/api/v1/auth")
@Tag(name = "Authentication")
public class LoginResource {
    private final LoginService logins;
    private final SessionService sessions;
    private final ClientAddress addresses;
    private final Actors actors;

    LoginResource(LoginService logins, SessionService sessions, ClientAddress addresses, Actors actors) {
        this.logins = logins;
        this.sessions = sessions;
        this.addresses = addresses;
        this.actors = actors;
    }

    @POST
    @Path("/login")
    @PermitAll
    @Operation(
            summary = "Log in with email and password",
            description =
                    "Answers tokens; or a challenge, mfaRequired, when the account has a second factor or must have one.")
    @APIResponse(
            responseCode = "200",
            description = "Tokens, or a challenge",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(oneOf = {Tokens.class, MfaRequired.class})))
    public Uni<RestResponse<Object>> login(@NotNull @Valid Login request, RoutingContext http) {
        return logins.login(request, addresses.origin(http.request()), RequestTrace.cause(http))
                .map(answer -> secret(
                        switch (answer) {
                            case LoginAnswer.LoggedIn(Tokens tokens) -> tokens;
                            case MfaRequired challenge -> challenge;
                        }));
    }

    @POST
    @Path("/refresh")
    @PermitAll
    @Operation(summary = "Exchange a refresh token, once")
    public Uni<RestResponse<Tokens>> refresh(@NotNull @Valid Refresh request, RoutingContext http) {
        return sessions.refresh(
                        request.refreshToken(), http.request().getHeader("User-Agent"), RequestTrace.cause(http))
                .map(LoginResource::secret);
    }

    @POST
    @Path("/logout")
    @Authenticated
    @Operation(summary = "End this session")
    public Uni<RestResponse<Void>> logout() {
        return sessions.logout(actors.anywhere(), actors.sessionId()).replaceWith(RestResponse.noContent());
    }

    @POST
    @Path("/organization")
    @Authenticated
    @Operation(summary = "Let this session act in another of your organizations")
    public Uni<RestResponse<Tokens>> switchOrganization(@NotNull @Valid SwitchOrganization request) {
        return sessions.switchTo(actors.anywhere(), actors.sessionId(), request.organizationId())
                .map(LoginResource::secret);
    }

    private static <T> RestResponse<T> secret(T answer) {
        return RestResponse.ResponseBuilder.ok(answer)
                .header("Cache-Control", "no-store")
                .build();
    }
}
