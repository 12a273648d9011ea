package io.steward.identity.apikey;

import io.smallrye.mutiny.Uni;
import io.steward.events.RevocationEvent.ApiKeyRevoked;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** For other features, inside their transaction: ends the keys of an account that may act no longer. */
@ApplicationScoped
public class ApiKeyEnds {
    private static final String END = "SELECT organization_id, id FROM end_api_keys($1, $2, $3) ORDER BY id";

    private final ApiKeyConfig config;

    ApiKeyEnds(ApiKeyConfig config) {
        this.config = config;
    }

    /**
     * Revokes an account's keys for good, and tells the gateways.
     *
     * @param organization null for all of the account's
     * @return the keys
     */
    public Uni<List<UUID>> revokeAll(Scope scope, UUID owner, UUID organization) {
        Instant forgotten = scope.now().plus(config.tokenLifetime()).plus(ApiKeyService.SLACK);
        return scope.query(END, owner, organization, scope.now().atOffset(ZoneOffset.UTC))
                .map(rows -> {
                    List<UUID> ended = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        UUID key = row.getUUID("id");
                        scope.appendIn(
                                row.getUUID("organization_id"), new ApiKeyRevoked(key, scope.now(), forgotten), 1);
                        ended.add(key);
                    }
                    return ended;
                });
    }
}
