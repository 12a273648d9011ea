package io.steward.sla.policy;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.idempotency.Idempotency;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import io.steward.sla.directory.Directory;
import io.steward.sla.policy.PolicyRequests.CreatePolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Puts policies in force and lists them. */
@ApplicationScoped
public class PolicyService {
    /** Which policy is in force is changed by one transaction of an organization at a time. */
    private static final String LOCK = "SELECT sla_policy_lock()";

    private final SessionTx tx;
    private final PolicyRepository policies;
    private final Directory directory;
    private final Idempotency idempotency;

    PolicyService(SessionTx tx, PolicyRepository policies, Directory directory, Idempotency idempotency) {
        this.tx = tx;
        this.policies = policies;
        this.directory = directory;
        this.idempotency = idempotency;
    }

    /**
     * Puts a policy in force for its priority, in place of the one that was. Tickets that have the old one keep it.
     *
     * @throws Problem 400 or 422 for what {@link PolicyRules} refuses; 422 for a member that the organization does not have
     */
    public Uni<PolicyView> create(Actor actor, CreatePolicy request, IdempotencyKey key) {
        SlaPolicy checked = PolicyRules.check(request, Ids.next(), 1);
        return directory
                .requireMembers(actor, PolicyRules.members(checked), "escalationLevels")
                .chain(() -> tx.write(
                        actor,
                        (session, scope) -> idempotency.once(
                                scope, key, PolicyView.class, () -> putInForce(session, scope, checked))));
    }

    private Uni<PolicyView> putInForce(Mutiny.Session session, Scope scope, SlaPolicy policy) {
        return scope.query(LOCK)
                .chain(() -> policies.inForce(scope.actor().tenantId(), policy.priority()))
                .flatMap(old -> {
                    if (old == null) {
                        return policies.persist(row(scope, policy, 1));
                    }
                    old.supersede(scope.now());
                    // Written before the new one: two in force would be refused.
                    return session.flush().chain(() -> policies.persist(row(scope, policy, old.number + 1)));
                })
                .map(PolicyView::of);
    }

    private static PolicyVersion row(Scope scope, SlaPolicy policy, int number) {
        PolicyVersion row = new PolicyVersion();
        row.id = policy.id();
        row.tenantId = scope.actor().tenantId();
        row.name = policy.name();
        row.priority = policy.priority();
        row.number = number;
        row.responseMillis = policy.responseTarget().toMillis();
        row.resolutionMillis = policy.resolutionTarget().toMillis();
        row.levels = policy.escalationLevels();
        row.thresholds = policy.warningThresholds();
        row.active = true;
        row.createdBy = scope.actor().accountId();
        row.createdAt = scope.now();
        return row;
    }

    /** All versions, newest first. */
    public Uni<Page<PolicyView>> list(Actor actor, int limit, Cursor after) {
        return tx.write(actor, (session, scope) -> policies.list(actor.tenantId(), limit + 1, after)
                        .map(rows -> rows.stream().map(PolicyView::of).toList()))
                .map(items -> Page.of(items, limit, last -> new Cursor(last.createdAt(), last.id())));
    }

    /** @throws Problem 404 when the organization has no such policy */
    public Uni<PolicyView> read(Actor actor, UUID id) {
        return tx.write(actor, (session, scope) -> policies.findById(id)
                .onItem()
                .ifNull()
                .failWith(Problem::notFound)
                .map(PolicyView::of));
    }
}
