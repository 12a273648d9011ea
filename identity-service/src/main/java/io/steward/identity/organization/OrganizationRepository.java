package io.steward.identity.organization;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The organization acted in; the wall hides all others. */
@ApplicationScoped
public class OrganizationRepository implements PanacheRepositoryBase<Organization, UUID> {

    /** @throws Problem 404 when there is none */
    public Uni<Organization> require(UUID id) {
        return findById(id).onItem().ifNull().failWith(Problem::notFound);
    }
}
