package io.steward.identity.team;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.steward.kit.web.Cursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Members of the teams of the organization acted in. */
@ApplicationScoped
class TeamMemberRepository implements PanacheRepositoryBase<TeamMember, TeamMember.Id> {

    Uni<List<TeamMember>> page(UUID tenantId, UUID teamId, Cursor after, int rows) {
        return (after == null
                        ? find("id.tenantId = ?1 and id.teamId = ?2 order by joinedAt, id.userId", tenantId, teamId)
                        : find(
                                "id.tenantId = ?1 and id.teamId = ?2 and (joinedAt > ?3 or (joinedAt = ?3 and id.userId > ?4)) "
                                        + "order by joinedAt, id.userId",
                                tenantId,
                                teamId,
                                after.at(),
                                after.id()))
                .page(0, rows)
                .list();
    }
}
