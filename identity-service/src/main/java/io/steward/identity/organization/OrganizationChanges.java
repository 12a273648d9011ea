package io.steward.identity.organization;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.OrganizationUpdated;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.role.Permissions;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.EntityTags;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** An organization read, and changed by its administrators. */
@ApplicationScoped
class OrganizationChanges {
    private static final String FIND = """
            SELECT id, name, slug, description, default_team_id, settings::text AS settings, version, created_at FROM organizations WHERE id = $1
            """;
    private static final String LOCK = FIND + " FOR NO KEY UPDATE";
    private static final String UPDATE = """
            UPDATE organizations SET name = $2, description = $3, settings = $4::text::jsonb, version = $5, updated_at = $6,
                   default_team_id = $7 WHERE id = $1
            """;

    private static final String TEAM = "SELECT 1 FROM teams WHERE tenant_id = $1 AND id = $2";

    private final Tx tx;
    private final ObjectMapper json;

    OrganizationChanges(Tx tx, ObjectMapper json) {
        this.tx = tx;
        this.json = json;
    }

    /** @throws Problem 404 for one that the actor neither acts in nor may act in */
    Uni<OrganizationDetails> read(Actor actor, UUID id) {
        return tx.read(in(actor, id), FIND, id).map(rows -> details(required(rows)));
    }

    /** @throws Problem 404 as {@link #read}; 412 when it was changed since {@code version}; 422 for settings that are too large */
    Uni<OrganizationDetails> change(Actor actor, UUID id, long version, JsonNode body) {
        OrganizationPatch patch = OrganizationPatch.of(body);
        return tx.write(in(actor, id), scope -> scope.query(LOCK, id).flatMap(rows -> {
            Row row = required(rows);
            OrganizationDetails before = details(row);
            if (before.version() != version) {
                throw EntityTags.stale();
            }
            ObjectNode settings = settings(row);
            ObjectNode wanted = patch.settings(settings);
            OrganizationDetails after = new OrganizationDetails(
                    id,
                    patch.name(before.name()),
                    before.slug(),
                    patch.description(before.description()),
                    patch.defaultTeam(before.defaultTeamId()),
                    map(wanted),
                    before.createdAt(),
                    before.version() + 1);
            boolean same = after.name().equals(before.name())
                    && Objects.equals(after.description(), before.description())
                    && Objects.equals(after.defaultTeamId(), before.defaultTeamId())
                    && wanted.equals(settings);
            return same
                    ? Uni.createFrom().item(before)
                    : requireTeam(scope, before, after).chain(() -> store(scope, before, after, wanted, patch));
        }));
    }

    private static Uni<Void> requireTeam(Scope scope, OrganizationDetails before, OrganizationDetails after) {
        UUID team = after.defaultTeamId();
        if (team == null || team.equals(before.defaultTeamId())) {
            return Uni.createFrom().voidItem();
        }
        return scope.query(TEAM, after.id(), team)
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.unprocessable(
                                "unknown-reference", "defaultTeamId", "The organization has no team with this id.");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<OrganizationDetails> store(
            Scope scope,
            OrganizationDetails before,
            OrganizationDetails after,
            ObjectNode settings,
            OrganizationPatch patch) {
        Audit.record(
                scope,
                AuditEntry.of("organization.changed", "organization", after.id())
                        .before(Map.of("name", before.name()))
                        .after(Map.of(
                                "name", after.name(),
                                "descriptionChanged", !Objects.equals(after.description(), before.description()),
                                "defaultTeamId", Objects.toString(after.defaultTeamId(), ""),
                                "settingsChanged", patch.settingsNamed())));
        return scope.query(
                        UPDATE,
                        after.id(),
                        after.name(),
                        after.description(),
                        settings.toString(),
                        after.version(),
                        scope.now().atOffset(ZoneOffset.UTC),
                        after.defaultTeamId())
                .chain(() -> scope.append(
                        new OrganizationUpdated(
                                after.id(), after.name(), after.slug(), scope.now(), after.defaultTeamId()),
                        after.version()))
                .replaceWith(after);
    }

    private static Row required(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw Problem.notFound();
        }
        return rows.iterator().next();
    }

    private OrganizationDetails details(Row row) {
        Instant createdAt = row.getOffsetDateTime("created_at").toInstant();
        return new OrganizationDetails(
                row.getUUID("id"),
                row.getString("name"),
                row.getString("slug"),
                row.getString("description"),
                row.getUUID("default_team_id"),
                map(settings(row)),
                createdAt,
                row.getLong("version"));
    }

    private ObjectNode settings(Row row) {
        try {
            return (ObjectNode) json.readTree(row.getString("settings"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored settings cannot be read", e);
        }
    }

    private Map<String, Object> map(ObjectNode settings) {
        return json.convertValue(settings, new TypeReference<>() {});
    }

    private static Actor in(Actor actor, UUID id) {
        if (!id.equals(actor.tenantId()) && !actor.may(Permissions.INSTALLATION_ADMIN)) {
            throw Problem.notFound();
        }
        return new Actor(actor.accountId(), id, actor.permissions(), actor.cause());
    }
}
