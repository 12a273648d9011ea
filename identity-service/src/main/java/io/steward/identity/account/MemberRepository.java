package io.steward.identity.account;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.steward.kit.web.Cursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Members of the organization acted in. */
@ApplicationScoped
class MemberRepository implements PanacheRepositoryBase<Membership, Membership.Id> {
    /** A member and its account. */
    record Member(Membership membership, Account account) {}

    private static final String MEMBERS =
            "select m, a from Membership m join Account a on a.id = m.id.userId where m.id.tenantId = :tenant ";

    Uni<Member> find(Mutiny.Session session, UUID tenantId, UUID userId) {
        return session.createSelectionQuery(MEMBERS + "and m.id.userId = :user", Object[].class)
                .setParameter("tenant", tenantId)
                .setParameter("user", userId)
                .getSingleResultOrNull()
                .map(row -> row == null ? null : of(row));
    }

    /** By the time they joined, oldest first. */
    Uni<List<Member>> page(Mutiny.Session session, UUID tenantId, Cursor after, int rows) {
        String from = after == null ? "" : "and (m.joinedAt > :at or (m.joinedAt = :at and m.id.userId > :last)) ";
        var query = session.createSelectionQuery(MEMBERS + from + "order by m.joinedAt, m.id.userId", Object[].class)
                .setParameter("tenant", tenantId)
                .setMaxResults(rows);
        if (after != null) {
            query.setParameter("at", after.at()).setParameter("last", after.id());
        }
        return query.getResultList()
                .map(found -> found.stream().map(MemberRepository::of).toList());
    }

    private static Member of(Object[] row) {
        return new Member((Membership) row[0], (Account) row[1]);
    }
}
