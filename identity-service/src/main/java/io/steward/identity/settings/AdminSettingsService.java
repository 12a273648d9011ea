package io.steward.identity.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.session.TokenConfig;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.EntityTags;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What an organization has set for all its members. */
@ApplicationScoped
class AdminSettingsService {
    private static final String FIND = """
            SELECT s.key, s.value #>> '{}' AS value, s.version, s.updated_at
              FROM organizations o LEFT JOIN admin_settings s ON s.tenant_id = o.id
             WHERE o.id = $1
            """;
    /** The organization's settings are changed one after the other. */
    private static final String LOCK = "SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE";

    private static final String STORE = """
            INSERT INTO admin_settings AS s (tenant_id, key, value, version, updated_at)
            VALUES ($1, $2, to_jsonb($3::text), 1, $4)
            ON CONFLICT (tenant_id, key) DO UPDATE
               SET value = excluded.value, version = s.version + 1, updated_at = excluded.updated_at
            """;

    private final Tx tx;
    private final TokenConfig config;

    AdminSettingsService(Tx tx, TokenConfig config) {
        this.tx = tx;
        this.config = config;
    }

    /** All that can be set. */
    Uni<List<AdminSettingView>> list(Actor actor) {
        return tx.read(actor, FIND, actor.tenantId()).map(rows -> {
            Map<String, AdminSettingView> stored = stored(rows);
            return Stream.of(AdminSetting.values())
                    .map(setting -> view(stored, setting))
                    .toList();
        });
    }

    /** @throws Problem 404 for a key that nothing reads */
    Uni<AdminSettingView> read(Actor actor, String key) {
        AdminSetting setting = AdminSetting.of(key);
        return tx.read(actor, FIND, actor.tenantId()).map(rows -> view(stored(rows), setting));
    }

    /**
     * Sets a value, or takes it away.
     *
     * @throws Problem 404 for a key that nothing reads; 400, 422 for a value that it does not take; 412 when it was changed since
     *     {@code version}
     */
    Uni<AdminSettingView> set(Actor actor, String key, long version, JsonNode value) {
        AdminSetting setting = AdminSetting.of(key);
        JsonNode wanted = setting.checked(value, config);
        return tx.write(actor, scope -> {
            var locked = scope.query(LOCK, actor.tenantId());
            var found = scope.query(FIND, actor.tenantId());
            return locked.chain(() -> found).flatMap(rows -> {
                AdminSettingView before = view(stored(rows), setting);
                if (before.version() != version) {
                    throw EntityTags.stale();
                }
                return store(scope, setting, before, wanted);
            });
        });
    }

    private Uni<AdminSettingView> store(Scope scope, AdminSetting setting, AdminSettingView before, JsonNode wanted) {
        AdminSettingView after = AdminSettingView.of(setting, wanted, before.version() + 1, scope.now(), config);
        Audit.record(
                scope,
                AuditEntry.of("setting.changed", "setting", setting.key())
                        .before(value(before.set() ? before.value() : null))
                        .after(value(wanted)));
        return scope.query(
                        STORE,
                        scope.actor().tenantId(),
                        setting.key(),
                        wanted == null ? null : wanted.textValue(),
                        scope.now().atOffset(ZoneOffset.UTC))
                .replaceWith(after);
    }

    private static Map<String, ?> value(JsonNode value) {
        return Collections.singletonMap("value", value == null ? null : value.textValue());
    }

    private Map<String, AdminSettingView> stored(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw Problem.notFound();
        }
        Map<String, AdminSettingView> stored = new HashMap<>();
        for (Row row : rows) {
            Stream.of(AdminSetting.values())
                    .filter(setting -> setting.key().equals(row.getString("key")))
                    .forEach(setting -> stored.put(setting.key(), stored(setting, row)));
        }
        return stored;
    }

    private AdminSettingView stored(AdminSetting setting, Row row) {
        String value = row.getString("value");
        return AdminSettingView.of(
                setting,
                value == null ? null : TextNode.valueOf(value),
                row.getLong("version"),
                row.get(OffsetDateTime.class, "updated_at").toInstant(),
                config);
    }

    private AdminSettingView view(Map<String, AdminSettingView> stored, AdminSetting setting) {
        AdminSettingView found = stored.get(setting.key());
        return found == null ? AdminSettingView.of(setting, null, 0, null, config) : found;
    }
}
