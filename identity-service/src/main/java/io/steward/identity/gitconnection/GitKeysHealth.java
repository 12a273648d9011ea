package io.steward.identity.gitconnection;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says whether Git connections can be made. Always up: all else goes on without them. */
@Readiness
@ApplicationScoped
class GitKeysHealth implements AsyncHealthCheck {
    private final GitTokens tokens;

    GitKeysHealth(GitTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return tokens.primaryKey().map(primary -> HealthCheckResponse.named("git-connections")
                .up()
                .withData("keys", primary.isPresent() ? "on" : "off")
                .build());
    }
}
