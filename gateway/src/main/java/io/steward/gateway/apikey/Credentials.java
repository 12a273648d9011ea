package io.steward.gateway.apikey;

import io.vertx.core.MultiMap;

/**
 * What a request shows to be let in: at most one of the two.
 *
 * @param authorization the {@code Authorization} header, unless it bears an API key
 * @param apiKey from {@code X-API-Key}, or a bearer token that begins like a key
 * @param ambiguous more than one was shown: which of them counts, two servers could see in two ways
 */
public record Credentials(String authorization, String apiKey, boolean ambiguous) {

    private static final String SCHEME = "Bearer ";
    private static final Credentials NONE = new Credentials(null, null, false);

    public static Credentials of(MultiMap headers) {
        var authorizations = headers.getAll("Authorization");
        var keys = headers.getAll("X-API-Key");
        if (authorizations.size() + keys.size() > 1) {
            return new Credentials(null, null, true);
        }
        if (!keys.isEmpty()) {
            return new Credentials(null, keys.getFirst().strip(), false);
        }
        if (authorizations.isEmpty()) {
            return NONE;
        }
        var authorization = authorizations.getFirst();
        if (authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            var bearer = authorization.substring(SCHEME.length()).strip();
            if (bearer.startsWith(ApiKeyFormat.BEGINNING)) {
                return new Credentials(null, bearer, false);
            }
        }
        return new Credentials(authorization, null, false);
    }

    /** Says nothing of what was shown. */
    @Override
    public String toString() {
        return "Credentials";
    }
}
