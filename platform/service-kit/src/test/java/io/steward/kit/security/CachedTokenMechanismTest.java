package io.steward.kit.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.StringPermission;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.smallrye.jwt.runtime.auth.JWTAuthMechanism;
import io.quarkus.smallrye.jwt.runtime.auth.SmallRyeJwtConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

class CachedTokenMechanismTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final long LIFE = 30;

    private final Time time = new Time();
    private final Verifier verifier = new Verifier();
    private final CachedTokenMechanism mechanism = new CachedTokenMechanism(verifier, time);
    private final RoutingContext request = request("Bearer a.b.c");

    @Test
    void a_token_is_verified_once_and_refused_from_its_end_on_however_freshly_it_was_accepted() {
        authenticate();
        time.now = START.plusSeconds(LIFE).minusMillis(1);
        authenticate();
        assertThat(verifier.asked).isEqualTo(1);

        time.now = START.plusSeconds(LIFE);

        assertThatThrownBy(this::authenticate).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void a_verifier_that_is_lenient_with_clocks_does_not_prolong_a_token() {
        time.now = START.plusSeconds(LIFE);

        assertThatThrownBy(this::authenticate).isInstanceOf(AuthenticationFailedException.class);
        assertThatThrownBy(this::authenticate).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void what_is_kept_has_the_permissions_and_nothing_of_the_request() {
        for (SecurityIdentity identity : List.of(authenticate(), authenticate())) {
            assertThat(identity.getAttributes()).isEmpty();
            assertThat(identity.getCredentials()).isEmpty();
            assertThat(identity.getPrincipal()).isInstanceOf(JsonWebToken.class);
            assertThat(allows(identity, "ticket:read")).isTrue();
            assertThat(allows(identity, "ticket:assign")).isFalse();
        }
    }

    private static boolean allows(SecurityIdentity identity, String permission) {
        String[] parts = permission.split(":");
        return identity.checkPermission(new StringPermission(parts[0], parts[1]))
                .await()
                .indefinitely();
    }

    private SecurityIdentity authenticate() {
        return mechanism.authenticate(request, null).await().indefinitely();
    }

    private static RoutingContext request(String authorization) {
        HttpServerRequest http = proxy(HttpServerRequest.class, Map.of("getHeader", authorization));
        return proxy(RoutingContext.class, Map.of("request", http));
    }

    private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answers.get(method.getName())));
    }

    /** Accepts every token, as one that allows for clocks that differ does, and ties it to its request, as Quarkus does. */
    private static final class Verifier extends JWTAuthMechanism {
        private int asked;

        Verifier() {
            super(new SmallRyeJwtConfig() {
                @Override
                public Optional<Boolean> blockingAuthentication() {
                    return Optional.empty();
                }

                @Override
                public boolean silent() {
                    return false;
                }

                @Override
                public int priority() {
                    return 0;
                }
            });
        }

        @Override
        public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager manager) {
            asked++;
            return Uni.createFrom()
                    .item(QuarkusSecurityIdentity.builder()
                            .setPrincipal(new Token())
                            .addCredential(new TokenCredential("a.b.c", "bearer"))
                            .addAttribute(RoutingContext.class.getName(), request)
                            .build());
        }
    }

    private record Token() implements JsonWebToken {
        private static final Map<String, Object> CLAIMS =
                Map.of("exp", START.plusSeconds(LIFE).getEpochSecond(), "perms", Set.of("ticket:read"));

        @Override
        public String getName() {
            return "somebody";
        }

        @Override
        public Set<String> getClaimNames() {
            return CLAIMS.keySet();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T getClaim(String name) {
            return (T) CLAIMS.get(name);
        }
    }

    private static final class Time extends Clock {
        private Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
