package io.steward.identity.settings;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.MemberEvents;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.EntityTags;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The settings of the account that asks. */
@ApplicationScoped
class UserSettingsService {
    private static final String FIND =
            "SELECT theme, language, notifications_enabled, version FROM users WHERE id = $1 AND status = 'ACTIVE'";
    private static final String LOCK = FIND + " FOR NO KEY UPDATE";
    private static final String STORE = """
            UPDATE users SET theme = $2, language = $3, notifications_enabled = $4, version = version + 1, updated_at = $5
             WHERE id = $1 RETURNING version
            """;

    private final Tx tx;

    UserSettingsService(Tx tx) {
        this.tx = tx;
    }

    /** @throws Problem 404 when the account is gone */
    Uni<UserSettings> read(Actor actor) {
        return tx.read(outside(actor), FIND, actor.accountId()).map(UserSettingsService::required);
    }

    /**
     * What is changed is in the audit log by name alone; a language or the wish for mail is told to every organization of the account.
     *
     * @throws Problem 412 when the account was changed since {@code version}
     */
    Uni<UserSettings> change(Actor actor, long version, SettingsPatch patch) {
        return tx.write(outside(actor), scope -> scope.query(LOCK, actor.accountId())
                .map(UserSettingsService::required)
                .flatMap(before -> {
                    if (before.version() != version) {
                        throw EntityTags.stale();
                    }
                    UserSettings after = patch.appliedTo(before);
                    return after.isSameAs(before) ? Uni.createFrom().item(before) : store(scope, before, after);
                }));
    }

    private static Uni<UserSettings> store(Scope scope, UserSettings before, UserSettings after) {
        Actor actor = scope.actor();
        Audit.record(
                scope,
                AuditEntry.of("settings.changed", "account", actor.accountId())
                        .after(Map.of("properties", changed(before, after)))
                        .in(Ids.NIL));
        return scope.query(
                        STORE,
                        actor.accountId(),
                        after.theme().wire(),
                        after.language(),
                        after.notificationsEnabled(),
                        scope.now().atOffset(ZoneOffset.UTC))
                .map(rows -> new UserSettings(
                        after.theme(),
                        after.language(),
                        after.notificationsEnabled(),
                        rows.iterator().next().getLong("version")))
                .call(() -> after.isToldApartFrom(before)
                        ? MemberEvents.tellAll(scope, actor.accountId())
                        : Uni.createFrom().voidItem());
    }

    private static List<String> changed(UserSettings before, UserSettings after) {
        List<String> names = new ArrayList<>();
        if (before.theme() != after.theme()) {
            names.add("theme");
        }
        if (!before.language().equals(after.language())) {
            names.add("language");
        }
        if (before.notificationsEnabled() != after.notificationsEnabled()) {
            names.add("notificationsEnabled");
        }
        return names;
    }

    private static UserSettings required(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw Problem.notFound();
        }
        Row row = rows.iterator().next();
        return new UserSettings(
                Theme.valueOf(row.getString("theme").toUpperCase(Locale.ROOT)),
                row.getString("language"),
                row.getBoolean("notifications_enabled"),
                row.getLong("version"));
    }

    private static Actor outside(Actor actor) {
        return new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
    }
}
