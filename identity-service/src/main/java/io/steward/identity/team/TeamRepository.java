package io.steward.identity.team;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import io.steward.kit.web.Cursor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Teams of the organization acted in. */
@ApplicationScoped
class TeamRepository implements PanacheRepositoryBase<Team, UUID> {

    /** @throws Problem 404 when the organization has no such team */
    Uni<Team> require(UUID tenantId, UUID id) {
        return find("tenantId = ?1 and id = ?2", tenantId, id)
                .firstResult()
                .onItem()
                .ifNull()
                .failWith(Problem::notFound);
    }

    /** The same, held against every other change until the transaction ends: its events get their places in turn. */
    Uni<Team> lock(UUID tenantId, UUID id) {
        return find("tenantId = ?1 and id = ?2", tenantId, id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult()
                .onItem()
                .ifNull()
                .failWith(Problem::notFound);
    }

    Uni<Boolean> hasName(UUID tenantId, String name) {
        return count("tenantId = ?1 and lower(name) = ?2", tenantId, name.toLowerCase(Locale.ROOT))
                .map(found -> found > 0);
    }

    Uni<List<Team>> page(UUID tenantId, Cursor after, int rows) {
        return (after == null
                        ? find("tenantId = ?1 order by createdAt, id", tenantId)
                        : find(
                                "tenantId = ?1 and (createdAt > ?2 or (createdAt = ?2 and id > ?3)) order by createdAt, id",
                                tenantId,
                                after.at(),
                                after.id()))
                .page(0, rows)
                .list();
    }
}
