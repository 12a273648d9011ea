package io.steward.identity.oidc;

import io.smallrye.mutiny.Uni;
import io.steward.identity.login.ClientAddress;
import io.steward.identity.oidc.OidcRequests.Authorization;
import io.steward.identity.oidc.OidcRequests.Callback;
import io.steward.identity.oidc.OidcRequests.ProviderView;
import io.steward.identity.session.Tokens;
import io.steward.kit.web.Page;
import io.steward.kit.web.RequestTrace;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Logins by an OpenID provider over HTTP. */
@Path("/api/v1/auth/oidc")
@Tag(name = "Authentication")
public class OidcLoginResource {
    private final OidcProviders providers;
    private final OidcLogins logins;
    private final ClientAddress addresses;

    OidcLoginResource(OidcProviders providers, OidcLogins logins, ClientAddress addresses) {
        this.providers = providers;
        this.logins = logins;
        this.addresses = addresses;
    }

    @GET
    @PermitAll
    @Operation(summary = "The OpenID providers that people can log in by")
    public Page<ProviderView> list() {
        return Page.whole(providers.all().stream()
                .map(provider -> new ProviderView(provider.name(), provider.displayName()))
                .toList());
    }

    @POST
    @Path("/{provider}/authorizations")
    @PermitAll
    @Operation(
            summary = "Begin a login at a provider",
            description =
                    "Keep state and flowSecret, send the person to authorizationUrl, and post what comes back to the callback. Without the flowSecret of this answer nobody can end the login.")
    public Uni<RestResponse<Authorization>> begin(String provider, RoutingContext http) {
        return logins.begin(provider, addresses.of(http.request()), RequestTrace.cause(http))
                .map(OidcLoginResource::secret);
    }

    @POST
    @Path("/{provider}/callback")
    @PermitAll
    @Operation(summary = "End a login at a provider by what it sent back, once")
    public Uni<RestResponse<Tokens>> end(String provider, @NotNull @Valid Callback callback, RoutingContext http) {
        return logins.end(provider, callback, addresses.origin(http.request()), RequestTrace.cause(http))
                .map(OidcLoginResource::secret);
    }

    static <T> RestResponse<T> secret(T answer) {
        return RestResponse.ResponseBuilder.ok(answer)
                .header("Cache-Control", "no-store")
                .build();
    }
}
