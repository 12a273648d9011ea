package io.steward.identity.role;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;

/** That a member of an organization has a role in it. */
@Entity
@Table(name = "user_roles")
public class RoleAssignment {
    /** All there is to it. */
    @Embeddable
    public record Id(
            @Column(name = "tenant_id") UUID tenantId,
            @Column(name = "user_id") UUID userId,
            @Column(name = "role_id") UUID roleId)
            implements Serializable {}

    @EmbeddedId
    Id id;

    protected RoleAssignment() {}

    RoleAssignment(Id id) {
        this.id = id;
    }
}
