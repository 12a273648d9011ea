package io.steward.identity.oauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a client proves itself by (RFC 6749 2.3.1): by HTTP Basic or in the form, never by both. */
record ClientCredentials(String id, String secret) {
    private static final String BASIC = "Basic";

    /**
     * Empty when nothing was to be proved: a {@code client_id} alone names somebody and proves nothing, and a bearer's token is no
     * client's.
     *
     * @param authorizations the request's {@code Authorization} headers
     * @throws OAuthError when there is more than one proof, or one that cannot be read
     */
    static Optional<ClientCredentials> of(List<String> authorizations, TokenRequest request) {
        List<String> basic =
                authorizations.stream().filter(ClientCredentials::isBasic).toList();
        if (basic.size() + (request.clientSecret() == null ? 0 : 1) > 1) {
            throw OAuthError.invalidRequest("The client authenticates more than once.");
        }
        if (!basic.isEmpty()) {
            ClientCredentials shown = ofBasic(basic.getFirst());
            if (request.clientId() != null && !request.clientId().equals(shown.id())) {
                throw OAuthError.invalidRequest("The form names another client than the Authorization header.");
            }
            return Optional.of(shown);
        }
        if (request.clientSecret() == null) {
            return Optional.empty();
        }
        if (request.clientId() == null) {
            throw OAuthError.invalidRequest("The parameter client_id is missing.");
        }
        return Optional.of(new ClientCredentials(request.clientId(), request.clientSecret()));
    }

    private static boolean isBasic(String authorization) {
        return authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())
                && (authorization.length() == BASIC.length() || authorization.charAt(BASIC.length()) == ' ');
    }

    private static ClientCredentials ofBasic(String authorization) {
        try {
            byte[] bytes = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String[] both = new String(bytes, StandardCharsets.UTF_8).split(":", 2);
            if (both.length == 2) {
                return new ClientCredentials(decoded(both[0]), decoded(both[1]));
            }
        } catch (IllegalArgumentException unreadable) {
            // Answered below, like one without a colon.
        }
        throw OAuthError.invalidClient("The Authorization header cannot be read.");
    }

    /** The RFC has both parts encoded as in a form before they become HTTP Basic's. */
    private static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "ClientCredentials";
    }
}
