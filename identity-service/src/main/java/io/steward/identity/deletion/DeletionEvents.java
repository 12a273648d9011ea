package io.steward.identity.deletion;

import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.IdentityEvent.AccountDeletionCancelled;
import io.steward.events.IdentityEvent.AccountDeletionRequested;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.MemberEvent.MemberErased;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** What is told of a deletion: to the organizations of the account, and in their audit logs. */
@ApplicationScoped
class DeletionEvents {
    private final DeletionQueries queries;

    DeletionEvents(DeletionQueries queries) {
        this.queries = queries;
    }

    Uni<Void> requested(Scope scope, UUID deletion, UUID account, List<UUID> organizations) {
        return ofAccount(
                scope,
                account,
                organizations,
                organization -> new AccountDeletionRequested(account, organization, deletion, scope.now()));
    }

    Uni<Void> cancelled(Scope scope, UUID deletion, UUID account, List<UUID> organizations) {
        return ofAccount(
                scope,
                account,
                organizations,
                organization -> new AccountDeletionCancelled(account, organization, deletion, scope.now()));
    }

    /** Behind the erasure in the transaction: the account's row goes on counting. */
    Uni<Void> erased(Scope scope, UUID account, String pseudonym, List<UUID> organizations) {
        return ofAccount(
                        scope,
                        account,
                        organizations,
                        organization -> new AccountErased(account, organization, pseudonym, scope.now()))
                .chain(() -> forgotten(scope, account, organizations));
    }

    /** The last records of the memberships. */
    Uni<Void> forgotten(Scope scope, UUID account, List<UUID> organizations) {
        return queries.take(scope, account, 0, organizations.size())
                .invoke(numbers -> append(
                        scope,
                        numbers.ofMembers(),
                        organizations,
                        organization -> new MemberErased(account, organization, scope.now())))
                .replaceWithVoid();
    }

    private Uni<Void> ofAccount(
            Scope scope, UUID account, List<UUID> organizations, Function<UUID, DomainEvent> event) {
        return queries.take(scope, account, organizations.size(), 0)
                .invoke(numbers -> append(scope, numbers.ofAccount(), organizations, event))
                .replaceWithVoid();
    }

    private static void append(Scope scope, long first, List<UUID> organizations, Function<UUID, DomainEvent> event) {
        long sequence = first;
        for (UUID organization : organizations) {
            scope.appendIn(organization, event.apply(organization), sequence++);
        }
    }

    /** The installation's log first, then the organizations' in the order that all who write into several take. */
    static void audit(Scope scope, String action, UUID deletion, UUID account, List<UUID> organizations) {
        AuditEntry entry = AuditEntry.of(action, "account", account).after(Map.of("deletionId", deletion));
        Audit.record(scope, entry.in(null));
        organizations.forEach(organization -> Audit.record(scope, entry.in(organization)));
    }
}
