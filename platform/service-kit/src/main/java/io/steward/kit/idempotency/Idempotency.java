package io.steward.kit.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Answers a repeated POST with the first answer (kept 24 hours, per organization and account). The answer is stored in the
 * transaction that made it true; another body under the same key is 422, a repetition while the first is under way 409.
 */
@ApplicationScoped
public class Idempotency {
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked";
    private static final String FIND =
            "SELECT request_hash, response FROM idempotency_keys WHERE tenant_id = $1 AND account_id = $2 AND key = $3";
    private static final String STORE = """
            INSERT INTO idempotency_keys (tenant_id, account_id, key, request_hash, response, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """;

    private final ObjectMapper json;

    Idempotency(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Does the work, or gives its stored answer.
     *
     * @param key null for none: the work is simply done
     * @param type the answer's type, which must survive JSON
     */
    public <T> Uni<T> once(Scope scope, IdempotencyKey key, Class<T> type, Supplier<Uni<T>> work) {
        if (key == null) {
            return work.get();
        }
        var tenant = scope.actor().tenantId();
        var account = Objects.requireNonNull(scope.actor().accountId());
        var locked = scope.query(LOCK, tenant + "/" + account + "/" + key.key());
        // Reads after the lock is asked for, in order on the one connection: a first answer that is committed is seen.
        var found = scope.query(FIND, tenant, account, key.key());
        return locked.flatMap(lock -> found.flatMap(rows -> {
            if (!lock.iterator().next().getBoolean("locked")) {
                throw Problem.conflict(
                        "idempotency-in-flight", "The first request with this Idempotency-Key is still under way.");
            }
            if (rows.size() > 0) {
                return Uni.createFrom().item(stored(rows.iterator().next(), key, type));
            }
            return work.get()
                    .call(answer -> scope.query(
                            STORE,
                            tenant,
                            account,
                            key.key(),
                            Buffer.buffer(key.requestHash()),
                            write(answer),
                            scope.now().atOffset(ZoneOffset.UTC)));
        }));
    }

    private <T> T stored(Row row, IdempotencyKey key, Class<T> type) {
        if (!Arrays.equals(row.getBuffer("request_hash").getBytes(), key.requestHash())) {
            throw Problem.of(
                    422,
                    "idempotency-mismatch",
                    "Another request",
                    "This Idempotency-Key was used for another request.");
        }
        try {
            return json.readValue(row.getString("response"), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored answer cannot be read", e);
        }
    }

    private String write(Object answer) {
        try {
            return json.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer cannot be stored", e);
        }
    }
}
