package io.steward.identity.oidc;

import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/** What providers say of themselves, and their keys; asked for when needed, and remembered for a while. */
@Singleton
class Discovery {
    private static final Duration REMEMBERED = Duration.ofHours(1);
    /** How often an unknown key may let a provider be asked again. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final int OK = 200;

    private final ProviderClient client;
    private final Clock clock;
    private final Map<String, Known<ProviderMetadata>> metadata = new ConcurrentHashMap<>();
    private final Map<String, Known<List<JsonWebKey>>> keys = new ConcurrentHashMap<>();

    Discovery(ProviderClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    private record Known<T>(T value, Instant since) {
        boolean isYoungerThan(Duration age, Instant now) {
            return since.plus(age).isAfter(now);
        }
    }

    /** @throws Problem 503 when the provider does not describe itself */
    Uni<ProviderMetadata> of(OidcProvider provider) {
        Instant now = clock.instant();
        Known<ProviderMetadata> known = metadata.get(provider.name());
        if (known != null && known.isYoungerThan(REMEMBERED, now)) {
            return Uni.createFrom().item(known.value());
        }
        URI description = URI.create(provider.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration");
        return asked(provider, client.get(description), "its description").map(answer -> {
            ProviderMetadata found = ProviderMetadata.of(provider, answer.body())
                    .orElseThrow(() -> OidcProblems.unavailable(provider, "its description is none, or another's"));
            metadata.put(provider.name(), new Known<>(found, now));
            return found;
        });
    }

    /**
     * The provider's keys; asked for again when there is none of this id among them.
     *
     * @param kid null when a token names none
     * @throws Problem 503 when the provider does not tell its keys
     */
    Uni<List<JsonWebKey>> keys(OidcProvider provider, ProviderMetadata described, String kid) {
        Instant now = clock.instant();
        Known<List<JsonWebKey>> known = keys.get(provider.name());
        if (known != null
                && known.isYoungerThan(REMEMBERED, now)
                && (kid == null || has(known.value(), kid) || known.isYoungerThan(PAUSE, now))) {
            return Uni.createFrom().item(known.value());
        }
        return asked(provider, client.get(described.jwks()), "its keys").map(answer -> {
            try {
                List<JsonWebKey> found = new JsonWebKeySet(answer.body().encode()).getJsonWebKeys();
                keys.put(provider.name(), new Known<>(found, now));
                return found;
            } catch (JoseException e) {
                throw OidcProblems.unavailable(provider, "its keys are none");
            }
        });
    }

    private static boolean has(List<JsonWebKey> keys, String kid) {
        return keys.stream().anyMatch(key -> kid.equals(key.getKeyId()));
    }

    private static Uni<ProviderClient.Answer> asked(
            OidcProvider provider, Uni<ProviderClient.Answer> asked, String what) {
        return asked.onFailure()
                .transform(failure -> OidcProblems.unavailable(
                        provider, what + ": " + failure.getClass().getSimpleName()))
                .invoke(answer -> {
                    if (answer.status() != OK || answer.body() == null) {
                        throw OidcProblems.unavailable(provider, what + ": status " + answer.status());
                    }
                });
    }
}
