package io.steward.identity.audit;

import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.vertx.core.json.Json;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The audit log as other features write it: in the transaction of what they do, so that there is never one without the other. */
public final class Audit {
    /** Enters the log's organization itself, because a session's transaction belongs to none. */
    private static final String INSERT = """
            WITH entered AS MATERIALIZED (SELECT set_config('app.tenant_id', $1::text, true))
            INSERT INTO audit_logs (tenant_id, id, user_id, occurred_at, cause, client_address, request_id,
                                    action, resource_type, resource_id, old_values, new_values)
            SELECT $1::text::uuid, $2::uuid, $3::uuid, $4::timestamptz, $5::text, $6::text::inet, $7::text,
                   $8::text, $9::text, $10::text, $11::text::json, $12::text::json FROM entered
            """;

    private Audit() {}

    /**
     * Records an entry when the transaction ends: the last entry's row stays locked until the commit, and nobody should wait for more
     * than that. Entries for several logs are recorded in one order, or two transactions could wait for each other: the installation's
     * first, then by the text of the organization's id.
     */
    public static void record(Scope scope, AuditEntry entry) {
        Actor actor = scope.actor();
        Cause cause = actor.cause();
        UUID organization = Objects.requireNonNullElse(entry.organization(), actor.tenantId());
        scope.atTheEnd(INSERT, Tuple.from(new Object[] {
            organization.toString(),
            Ids.next(),
            actor.accountId(),
            scope.now().atOffset(ZoneOffset.UTC),
            cause.label(),
            cause.clientAddress(),
            cause.correlationId(),
            entry.action(),
            entry.resourceType(),
            entry.resourceId(),
            json(entry.before()),
            json(entry.after())
        }));
    }

    private static String json(Map<String, ?> values) {
        return values == null ? null : Json.encode(values);
    }
}
