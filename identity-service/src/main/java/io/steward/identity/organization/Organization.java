package io.steward.identity.organization;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** An organization: the tenant of all that belongs to it. */
@Entity
@Table(name = "organizations")
public class Organization {
    @Id
    UUID id;

    String name;
    String slug;
    long version;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    protected Organization() {}

    Organization(UUID id, String name, String slug, Instant now) {
        this.id = id;
        this.name = name;
        this.slug = slug;
        this.version = 1;
        this.createdAt = now;
        this.updatedAt = now;
    }

    public UUID id() {
        return id;
    }
}
