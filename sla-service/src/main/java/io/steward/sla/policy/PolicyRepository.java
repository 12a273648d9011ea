package io.steward.sla.policy;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Page;
import io.smallrye.mutiny.Uni;
import io.steward.kit.web.Cursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The acting organization's policies: the wall shows no others. */
@ApplicationScoped
class PolicyRepository implements PanacheRepositoryBase<PolicyVersion, UUID> {

    /** Null when the organization has none for this priority yet. */
    Uni<PolicyVersion> inForce(UUID tenantId, Priority priority) {
        return find("tenantId = ?1 and priority = ?2 and active", tenantId, priority)
                .firstResult();
    }

    /** Newest first. */
    Uni<List<PolicyVersion>> list(UUID tenantId, int limit, Cursor after) {
        String older = after == null ? "" : " and (createdAt < :at or (createdAt = :at and id < :id))";
        Map<String, Object> parameters = after == null
                ? Map.of("tenant", tenantId)
                : Map.of("tenant", tenantId, "at", after.at(), "id", after.id());
        return find("tenantId = :tenant" + older + " order by createdAt desc, id desc", parameters)
                .page(Page.ofSize(limit))
                .list();
    }
}
