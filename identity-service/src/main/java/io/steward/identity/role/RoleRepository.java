package io.steward.identity.role;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Roles of the organization acted in. */
@ApplicationScoped
class RoleRepository implements PanacheRepositoryBase<Role, UUID> {

    Uni<List<Role>> all(UUID tenantId) {
        return list("tenantId = ?1 order by createdAt, id", tenantId);
    }

    Uni<List<Role>> named(UUID tenantId, Set<String> lowerCaseNames) {
        return list("tenantId = ?1 and lower(name) in ?2", tenantId, lowerCaseNames);
    }
}
