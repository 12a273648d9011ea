package io.steward.identity.role;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;

/** A named set of permissions in an organization. */
@Entity
@Table(name = "roles")
public class Role {
    @Id
    UUID id;

    @Column(name = "tenant_id", updatable = false)
    UUID tenantId;

    String name;

    @Convert(converter = PermissionsColumn.class)
    @ColumnTransformer(read = PermissionsColumn.READ, write = PermissionsColumn.WRITE)
    List<String> permissions;

    boolean shipped;

    /** Whoever has it must log in by a second factor. */
    @Column(name = "mfa_required")
    boolean mfaRequired;

    long version;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    protected Role() {}

    Role(UUID id, UUID tenantId, String name, Set<String> permissions, boolean shipped, Instant now) {
        this.id = id;
        this.tenantId = tenantId;
        this.name = name;
        this.permissions = permissions.stream().sorted().toList();
        this.shipped = shipped;
        this.version = 1;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** Gives it other permissions, or another say on second factors; what is null stays. */
    void changeTo(Set<String> wanted, Boolean mfa, Instant now) {
        if (wanted != null) {
            permissions = wanted.stream().sorted().toList();
        }
        if (mfa != null) {
            mfaRequired = mfa;
        }
        version++;
        updatedAt = now;
    }

    public UUID id() {
        return id;
    }

    public String name() {
        return name;
    }

    public Set<String> permissions() {
        return Set.copyOf(permissions);
    }
}
