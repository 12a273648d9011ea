package io.steward.identity.oauth;

import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import io.steward.kit.web.RequestTrace;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The token endpoint (RFC 6749 3.2) over HTTP. */
@Path(TokenResource.PATH)
@Tag(name = "Authentication")
public class TokenResource {
    static final String PATH = "/api/v1/oauth/token";
    private static final String CHALLENGE = "Basic realm=\"steward\", charset=\"UTF-8\"";
    /** Bytes. The longest of what is known here is below one KiB; the rest is for what libraries add. */
    private static final int LONGEST = 16 << 10;

    private final TokenService tokens;

    TokenResource(TokenService tokens) {
        this.tokens = tokens;
    }

    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Get a token as OAuth 2.0 says (RFC 6749)",
            description =
                    "refresh_token exchanges a session's refresh token, once. client_credentials gives an API key's owner a short-lived"
                            + " access token: the client is the key, its id the client_id and the whole key the client_secret, by HTTP Basic"
                            + " or in the form. There is no password grant. Refusals are in the RFC's form, no problem documents.")
    @APIResponse(
            responseCode = "200",
            description = "A token, and a refresh token for a refresh token",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TokenGrant.class)))
    @APIResponse(
            responseCode = "400",
            description = "The request, the grant or the scope is not acceptable",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TokenRefusal.class)))
    @APIResponse(
            responseCode = "401",
            description = "The client did not prove to be one",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TokenRefusal.class)))
    public Uni<RestResponse<TokenGrant>> token(
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_FORM_URLENCODED,
                                            schema = @Schema(implementation = TokenRequest.class)))
                    byte[] form,
            RoutingContext http) {
        if (form != null && form.length > LONGEST) {
            throw Problem.of(413, "body-too-large", "Body too large", "A form that asks for a token is shorter.")
                    .with("limit", LONGEST);
        }
        return tokens.grant(
                        TokenRequest.of(form == null ? new byte[0] : form),
                        http.request().headers().getAll("Authorization"),
                        http.request().getHeader("User-Agent"),
                        RequestTrace.cause(http))
                .map(grant -> kept(RestResponse.ResponseBuilder.ok(grant)).build());
    }

    /** RFC 9110 wants the challenge with every 401, the RFC of OAuth where HTTP Basic was tried. */
    @ServerExceptionMapper
    RestResponse<TokenRefusal> refused(OAuthError error) {
        var answer = kept(RestResponse.ResponseBuilder.create(
                        RestResponse.Status.fromStatusCode(error.status()), error.document()))
                .type(MediaType.APPLICATION_JSON_TYPE);
        return (error.status() == 401 ? answer.header("WWW-Authenticate", CHALLENGE) : answer).build();
    }

    /** By nobody: RFC 6749 5.1 and 5.2 name both headers. */
    private static <T> RestResponse.ResponseBuilder<T> kept(RestResponse.ResponseBuilder<T> answer) {
        return answer.header("Cache-Control", "no-store").header("Pragma", "no-cache");
    }
}
