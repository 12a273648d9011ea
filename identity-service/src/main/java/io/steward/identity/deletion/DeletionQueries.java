package io.steward.identity.deletion;

import io.smallrye.mutiny.Uni;
import io.steward.events.PersonEvent.PersonChecked;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The statements of deletions. Whoever changes one holds the account's row first. */
@ApplicationScoped
class DeletionQueries {
    /** What decides whether an account may be deleted by somebody who acts in one of its organizations. */
    record Candidate(String status, boolean installationAdmin, List<UUID> organizations, Set<String> permissions) {
        boolean isDeleting() {
            return "DELETING".equals(status);
        }
    }

    /** How a deletion stands, with all the organizations that are asked, in the order of their ids' texts. */
    record Standing(UUID userId, List<UUID> organizations, long unanswered, long openTickets) {}

    /** A span of events' numbers: the first one on each topic. */
    record Numbers(long ofAccount, long ofMembers) {}

    /** Weaker than the other: entries in the audit log refer to whoever acts, who may be deleted by somebody else at this moment. */
    private static final String HOLD = "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE";
    /** Against whatever refers to the account too: nobody joins an organization while it is decided. */
    private static final String LOCK = "SELECT id FROM users WHERE id = $1 FOR UPDATE";

    private static final String CANDIDATE = "SELECT * FROM account_to_delete($1, $2)";
    private static final String MARK = "UPDATE users SET status = $2, updated_at = $3 WHERE id = $1";
    private static final String BEGIN = """
            INSERT INTO account_deletions (id, user_id, state, status_before, requested_at) VALUES ($1, $2, 'PENDING', $3, $4)
            """;
    private static final String ASK = """
            INSERT INTO account_deletion_answers (deletion_id, organization_id)
            SELECT $1, organization_id FROM organizations_to_ask($2) ON CONFLICT DO NOTHING RETURNING organization_id
            """;
    private static final String PENDING = "SELECT id FROM account_deletions WHERE user_id = $1 AND state = 'PENDING'";
    private static final String UNANSWERED =
            "SELECT organization_id FROM account_deletion_answers WHERE deletion_id = $1 AND open_tickets IS NULL ORDER BY organization_id::text";
    private static final String ANSWER = """
            UPDATE account_deletion_answers a SET open_tickets = $3, answered_at = $4
              FROM account_deletions d
             WHERE a.deletion_id = $1 AND a.organization_id = $2 AND a.open_tickets IS NULL
               AND d.id = a.deletion_id AND d.user_id = $5 AND d.state = 'PENDING'
            """;
    private static final String STANDING = """
            SELECT d.user_id, array_agg(a.organization_id ORDER BY a.organization_id::text) AS organizations,
                   count(*) FILTER (WHERE a.open_tickets IS NULL) AS unanswered, coalesce(sum(a.open_tickets), 0)::bigint AS open_tickets
              FROM account_deletions d JOIN account_deletion_answers a ON a.deletion_id = d.id
             WHERE d.id = $1 GROUP BY d.user_id
            """;
    private static final String REFUSE =
            "UPDATE account_deletions SET state = 'REFUSED', decided_at = $2 WHERE id = $1 RETURNING user_id, status_before";
    private static final String ERASE = "SELECT erase_account($1, $2, $3)";
    private static final String ERASED =
            "UPDATE account_deletions SET state = 'ERASED', decided_at = $2, retell_at = $3 WHERE id = $1";
    private static final String TAKE = """
            UPDATE users SET account_sequence = account_sequence + $2, event_sequence = event_sequence + $3 WHERE id = $1
            RETURNING account_sequence - $2 + 1 AS of_account, event_sequence - $3 + 1 AS of_members
            """;
    private static final String TO_RETELL =
            "SELECT id FROM account_deletions WHERE retell_at <= $1 ORDER BY retell_at LIMIT 100";
    private static final String RETELL =
            "UPDATE account_deletions SET retell_at = NULL WHERE id = $1 AND retell_at IS NOT NULL";

    /** The last one that asked the organization; what others answered is told to the installation's administrator alone. */
    static final String LATEST = """
            SELECT d.state, CASE WHEN d.state <> 'PENDING' THEN
                     coalesce((SELECT sum(o.open_tickets) FROM account_deletion_answers o
                                WHERE o.deletion_id = d.id AND ($3 OR o.organization_id = $2)), 0)::bigint END AS open_tickets
              FROM account_deletions d JOIN account_deletion_answers a ON a.deletion_id = d.id AND a.organization_id = $2
             WHERE d.user_id = $1 ORDER BY d.requested_at DESC, d.id DESC LIMIT 1
            """;

    DeletionQueries() {}

    /** For a request. */
    Uni<Void> hold(Scope scope, UUID account) {
        return scope.query(HOLD, account).replaceWithVoid();
    }

    /** For the decision. */
    Uni<Void> lock(Scope scope, UUID account) {
        return scope.query(LOCK, account).replaceWithVoid();
    }

    Uni<Optional<Candidate>> candidate(Scope scope, UUID account, UUID organization) {
        return scope.query(CANDIDATE, account, organization).map(rows -> first(rows)
                .map(row -> new Candidate(
                        row.getString("status"),
                        row.getBoolean("installation_admin"),
                        List.of(row.getArrayOfUUIDs("organizations")),
                        Set.of(row.getArrayOfStrings("permissions")))));
    }

    /** The organizations that are asked, in the order of their ids' texts. */
    Uni<List<UUID>> begin(Scope scope, UUID deletion, UUID account, String statusBefore) {
        var marked = scope.query(MARK, account, "DELETING", at(scope));
        var begun = scope.query(BEGIN, deletion, account, statusBefore, at(scope));
        var asked = scope.query(ASK, deletion, account);
        return marked.chain(() -> begun).chain(() -> asked).map(DeletionQueries::organizations);
    }

    /** Of an account that is DELETING, so there is one. */
    Uni<UUID> pending(Scope scope, UUID account) {
        return scope.query(PENDING, account).map(rows -> rows.iterator().next().getUUID("id"));
    }

    /** The organizations that the account has joined meanwhile: they are to be asked as well. */
    Uni<List<UUID>> joined(Scope scope, UUID deletion, UUID account) {
        return scope.query(ASK, deletion, account).map(DeletionQueries::organizations);
    }

    /** Those that have not answered. */
    Uni<List<UUID>> unanswered(Scope scope, UUID deletion) {
        return scope.query(UNANSWERED, deletion).map(DeletionQueries::organizations);
    }

    private static List<UUID> organizations(RowSet<Row> rows) {
        List<UUID> organizations = new ArrayList<>(rows.size());
        rows.forEach(row -> organizations.add(row.getUUID("organization_id")));
        // Who writes into several audit logs takes them in this order.
        organizations.sort(Comparator.comparing(UUID::toString));
        return organizations;
    }

    /** False when nobody waits for this answer (any more). */
    Uni<Boolean> answer(Scope scope, PersonChecked answer) {
        return scope.query(
                        ANSWER,
                        answer.deletionId(),
                        scope.actor().tenantId(),
                        answer.openTickets(),
                        at(scope),
                        answer.userId())
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Standing> standing(Scope scope, UUID deletion) {
        return scope.query(STANDING, deletion).map(rows -> {
            Row row = rows.iterator().next();
            return new Standing(
                    row.getUUID("user_id"),
                    List.of(row.getArrayOfUUIDs("organizations")),
                    row.getLong("unanswered"),
                    row.getLong("open_tickets"));
        });
    }

    Uni<Void> refuse(Scope scope, UUID deletion) {
        return scope.query(REFUSE, deletion, at(scope))
                .map(rows -> rows.iterator().next())
                .flatMap(row -> scope.query(MARK, row.getUUID("user_id"), row.getString("status_before"), at(scope)))
                .replaceWithVoid();
    }

    Uni<Void> erase(Scope scope, UUID deletion, UUID account, String pseudonym, Duration retellAfter) {
        var erased = scope.query(ERASE, account, pseudonym, at(scope));
        var noted = scope.query(
                ERASED, deletion, at(scope), scope.now().plus(retellAfter).atOffset(ZoneOffset.UTC));
        return erased.chain(() -> noted).replaceWithVoid();
    }

    /** Takes numbers for events on the account's topic and on the members'. */
    Uni<Numbers> take(Scope scope, UUID account, long ofAccount, long ofMembers) {
        return scope.query(TAKE, account, ofAccount, ofMembers)
                .map(rows -> rows.iterator().next())
                .map(row -> new Numbers(row.getLong("of_account"), row.getLong("of_members")));
    }

    Uni<List<UUID>> toRetell(Scope scope) {
        return scope.query(TO_RETELL, at(scope)).map(rows -> {
            List<UUID> deletions = new ArrayList<>(rows.size());
            rows.forEach(row -> deletions.add(row.getUUID("id")));
            return deletions;
        });
    }

    /** False when another instance was quicker. */
    Uni<Boolean> retell(Scope scope, UUID deletion) {
        return scope.query(RETELL, deletion).map(rows -> rows.rowCount() == 1);
    }

    static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }

    private static OffsetDateTime at(Scope scope) {
        return scope.now().atOffset(ZoneOffset.UTC);
    }
}
