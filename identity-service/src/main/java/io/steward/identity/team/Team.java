package io.steward.identity.team;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A team of an organization. Its version grows with each event that is told of it, its members' included. */
@Entity
@Table(name = "teams")
public class Team {
    @Id
    UUID id;

    @Column(name = "tenant_id", updatable = false)
    UUID tenantId;

    String name;
    long version;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    protected Team() {}

    Team(UUID id, UUID tenantId, String name, Instant now) {
        this.id = id;
        this.tenantId = tenantId;
        this.name = name;
        this.version = 1;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** Another change of the team: its new version is the sequence of the event that tells it. */
    long changed(Instant now) {
        updatedAt = now;
        return ++version;
    }
}
