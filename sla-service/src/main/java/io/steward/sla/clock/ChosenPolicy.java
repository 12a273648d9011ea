package io.steward.sla.clock;

import io.smallrye.mutiny.Uni;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.sla.policy.Priority;
import io.steward.sla.policy.SlaPolicy;
import jakarta.enterprise.context.ApplicationScoped;

/** The organization's policy in force for a priority; one without gets the default as its own. */
@ApplicationScoped
public class ChosenPolicy {
    private static final String ENSURE = "SELECT ensure_sla_policy($1, $2, $3)";
    private static final String IN_FORCE =
            "SELECT " + Columns.POLICY + " FROM sla_policies p WHERE tenant_id = $1 AND priority = $2 AND is_active";

    Uni<SlaPolicy> of(Scope scope, Priority priority) {
        Uni<Void> ensured = ensure(scope, priority);
        var found = scope.query(IN_FORCE, scope.actor().tenantId(), priority.name());
        return ensured.chain(() -> found)
                .map(rows -> Columns.policy(rows.iterator().next()));
    }

    /** Gives a new organization its defaults, so that they can be read before the first ticket. */
    public Uni<Void> ensureAll(Scope scope) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Priority priority : Priority.values()) {
            Uni<Void> one = ensure(scope, priority);
            all = all.chain(() -> one);
        }
        return all;
    }

    private static Uni<Void> ensure(Scope scope, Priority priority) {
        return scope.query(ENSURE, Ids.next(), priority.name(), Columns.of(scope.now()))
                .replaceWithVoid();
    }
}
