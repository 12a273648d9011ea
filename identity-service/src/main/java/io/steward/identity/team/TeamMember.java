package io.steward.identity.team;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/** That a member of the organization belongs to a team. */
@Entity
@Table(name = "team_members")
public class TeamMember {
    /** Somebody belongs to a team once. */
    @Embeddable
    public record Id(
            @Column(name = "tenant_id") UUID tenantId,
            @Column(name = "team_id") UUID teamId,
            @Column(name = "user_id") UUID userId)
            implements Serializable {}

    @EmbeddedId
    Id id;

    @Enumerated(EnumType.STRING)
    TeamRole role;

    @Column(name = "joined_at", updatable = false)
    Instant joinedAt;

    protected TeamMember() {}

    TeamMember(Id id, TeamRole role, Instant joinedAt) {
        this.id = id;
        this.role = role;
        this.joinedAt = joinedAt;
    }
}
