package io.steward.identity.apikey;

import io.smallrye.mutiny.Uni;
import io.steward.identity.apikey.ApiKeyRequests.ExchangeApiKey;
import io.steward.kit.actor.Cause;
import io.steward.kit.web.RequestTrace;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** The exchange over HTTP. No gateway routes to it, and whoever reaches it must know the gateways' secret. */
@Path("/internal/v1/api-keys/exchange")
public class ExchangeResource {
    private final ExchangeService exchange;

    ExchangeResource(ExchangeService exchange) {
        this.exchange = exchange;
    }

    @POST
    @PermitAll
    @Operation(hidden = true)
    public Uni<RestResponse<ExchangeService.Exchanged>> exchange(
            @HeaderParam(GatewaySecret.HEADER) String secret,
            @NotNull @Valid ExchangeApiKey request,
            RoutingContext http) {
        RequestTrace trace = RequestTrace.of(http);
        return exchange.exchange(secret, request.key(), Cause.person(trace.requestId(), trace.traceparent()))
                .map(exchanged -> RestResponse.ResponseBuilder.ok(exchanged)
                        .header("Cache-Control", "no-store")
                        .build());
    }
}
