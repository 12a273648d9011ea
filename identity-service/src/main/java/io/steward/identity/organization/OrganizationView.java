package io.steward.identity.organization;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/** An organization as clients see it. */
public record OrganizationView(UUID id, String name, String slug, Instant createdAt, long version) {
    static OrganizationView of(Organization organization) {
        return new OrganizationView(
                organization.id, organization.name, organization.slug, organization.createdAt, organization.version);
    }

    static OrganizationView of(Row row) {
        return new OrganizationView(
                row.getUUID("id"),
                row.getString("name"),
                row.getString("slug"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getLong("version"));
    }
}
