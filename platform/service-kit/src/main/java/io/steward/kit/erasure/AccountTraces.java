package io.steward.kit.erasure;

import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.Scope;
import java.util.Arrays;
import java.util.UUID;

/** What the tables that every service has keep of an account: the answers to its requests, and events of it that failed. */
public final class AccountTraces {
    private static final String ANSWERS = "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND account_id = $2";
    private static final String LETTERS = "DELETE FROM dead_letters WHERE tenant_id = $1 AND record_key = ANY($2)";

    private AccountTraces() {}

    /**
     * Removes them in the organization of the transaction.
     *
     * @param keys the keys of events that tell of the account
     */
    public static Uni<Void> erase(Scope scope, UUID account, UUID... keys) {
        UUID tenant = scope.actor().tenantId();
        var answers = scope.query(ANSWERS, tenant, account);
        var letters = scope.query(
                LETTERS, tenant, Arrays.stream(keys).map(UUID::toString).toArray(String[]::new));
        return answers.chain(() -> letters).replaceWithVoid();
    }
}
