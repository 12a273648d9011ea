package io.steward.identity.role;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Roles of the organization acted in. */
@ApplicationScoped
class RoleRepository implements PanacheRepositoryBase<Role, UUID> {

    Uni<List<Role>> all(UUID tenantId) {
        return list("tenantId = ?1 order by createdAt, id", tenantId);
    }

    /** @throws Problem 404 when the organization has no such role */
    Uni<Role> require(UUID tenantId, UUID id) {
        return find("tenantId = ?1 and id = ?2", tenantId, id)
                .firstResult()
                .onItem()
                .ifNull()
                .failWith(Problem::notFound);
    }

    /** The same, held against every other change and every assignment until the transaction ends. */
    Uni<Role> lock(UUID tenantId, UUID id) {
        return find("tenantId = ?1 and id = ?2", tenantId, id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult()
                .onItem()
                .ifNull()
                .failWith(Problem::notFound);
    }

    /** Held, so that none of them gets other permissions or goes before it is given. */
    Uni<List<Role>> named(UUID tenantId, Set<String> lowerCaseNames) {
        return find("tenantId = ?1 and lower(name) in ?2 order by id", tenantId, lowerCaseNames)
                .withLock(LockModeType.PESSIMISTIC_READ)
                .list();
    }
}
