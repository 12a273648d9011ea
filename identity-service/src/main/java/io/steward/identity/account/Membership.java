package io.steward.identity.account;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/** That an account belongs to an organization. */
@Entity
@Table(name = "organization_members")
public class Membership {
    /** An account belongs to an organization once. */
    @Embeddable
    public record Id(
            @Column(name = "tenant_id") UUID tenantId,
            @Column(name = "user_id") UUID userId) implements Serializable {}

    @EmbeddedId
    Id id;

    boolean active;

    @Column(name = "joined_at", updatable = false)
    Instant joinedAt;

    protected Membership() {}

    Membership(Id id, Instant joinedAt) {
        this.id = id;
        this.active = true;
        this.joinedAt = joinedAt;
    }
}
