package io.steward.sla.policy;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;

/** A row of {@code sla_policies}: one version of an organization's policy for a priority. Only being superseded changes it. */
@Entity
@Table(name = "sla_policies")
public class PolicyVersion {
    @Id
    UUID id;

    @Column(name = "tenant_id", updatable = false)
    UUID tenantId;

    @Column(name = "policy_name", updatable = false)
    String name;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false)
    Priority priority;

    @Column(name = "version", updatable = false)
    int number;

    @Column(name = "response_time_ms", updatable = false)
    long responseMillis;

    @Column(name = "resolution_time_ms", updatable = false)
    long resolutionMillis;

    // Bound as text: the driver would store a JSON string in place of the array.
    @Convert(converter = PolicyColumns.Levels.class)
    @ColumnTransformer(read = "escalation_levels #>> '{}'", write = "cast(cast(? as text) as jsonb)")
    @Column(name = "escalation_levels", updatable = false)
    List<EscalationLevel> levels;

    @Convert(converter = PolicyColumns.Thresholds.class)
    @ColumnTransformer(read = "warning_thresholds #>> '{}'", write = "cast(cast(? as text) as jsonb)")
    @Column(name = "warning_thresholds", updatable = false)
    List<Integer> thresholds;

    @Column(name = "is_active")
    boolean active;

    @Column(name = "is_default", updatable = false)
    boolean shipped;

    @Column(name = "created_by", updatable = false)
    UUID createdBy;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "superseded_at")
    Instant supersededAt;

    void supersede(Instant now) {
        active = false;
        supersededAt = now;
    }
}
