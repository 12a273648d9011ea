package io.steward.identity.oauth;

import io.smallrye.mutiny.Uni;
import io.steward.identity.apikey.ExchangeService;
import io.steward.identity.session.SessionService;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Grants of OAuth 2.0 in front of what is here without it: a session's refresh, and the exchange of an API key. The rules are theirs.
 */
@ApplicationScoped
public class TokenService {
    private final SessionService sessions;
    private final ExchangeService keys;

    TokenService(SessionService sessions, ExchangeService keys) {
        this.sessions = sessions;
        this.keys = keys;
    }

    /**
     * @param authorizations the request's {@code Authorization} headers
     * @param device what the client says of itself; null when it is not known
     * @throws OAuthError for what gives nothing
     */
    public Uni<TokenGrant> grant(TokenRequest request, List<String> authorizations, String device, Cause cause) {
        if (request.grantType() == null) {
            throw missing("grant_type");
        }
        return switch (request.grantType()) {
            case "refresh_token" -> refresh(request, authorizations, device, cause);
            case "client_credentials" -> exchange(request, authorizations, cause);
            default -> throw OAuthError.unsupportedGrantType();
        };
    }

    private Uni<TokenGrant> refresh(TokenRequest request, List<String> authorizations, String device, Cause cause) {
        var client = ClientCredentials.of(authorizations, request);
        if (client.isPresent()) {
            // Who authenticates is looked at before all else, and a session's tokens were given to no client.
            return authenticated(client.get(), UnaryOperator.identity(), cause).flatMap(token -> Uni.createFrom()
                    .failure(OAuthError.unauthorizedClient("A refresh token is a session's, no client's.")));
        }
        if (request.refreshToken() == null) {
            throw missing("refresh_token");
        }
        RequestedScope scope = RequestedScope.of(request.scope());
        UnaryOperator<SortedSet<String>> narrowing = scope.permissions() == null ? null : scope::narrow;
        return sessions.refresh(request.refreshToken(), device, narrowing, cause)
                .onFailure(TokenService::isRefusal)
                .transform(said(OAuthError::invalidGrant))
                .map(TokenGrant::ofSession);
    }

    private Uni<TokenGrant> exchange(TokenRequest request, List<String> authorizations, Cause cause) {
        ClientCredentials client = ClientCredentials.of(authorizations, request)
                .orElseThrow(() -> OAuthError.invalidClient("The client does not authenticate."));
        RequestedScope scope = RequestedScope.of(request.scope());
        return authenticated(client, scope::narrow, cause)
                .map(token -> TokenGrant.ofKey(
                        token.accessToken(),
                        token.expiresIn(),
                        scope.permissions() == null ? token.permissions() : null));
    }

    private Uni<ExchangeService.KeyToken> authenticated(
            ClientCredentials client, UnaryOperator<SortedSet<String>> narrowing, Cause cause) {
        return keys.exchangeAsClient(client.id(), client.secret(), narrowing, cause)
                .onFailure(TokenService::isRefusal)
                .transform(said(OAuthError::invalidClient));
    }

    /** Not of what the client shows, but of us, or of how often it asks: that is told as everywhere. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Problem problem && problem.status() == 401;
    }

    private static Function<Throwable, Throwable> said(Function<String, OAuthError> kind) {
        return refusal -> kind.apply(refusal.getMessage());
    }

    private static OAuthError missing(String parameter) {
        return OAuthError.invalidRequest("The parameter " + parameter + " is missing.");
    }
}
