package io.steward.identity.gitconnection;

import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The Git connections of the account that asks. */
@ApplicationScoped
class GitConnectionService {
    private static final String INSERT = """
            INSERT INTO git_connections (id, user_id, provider, server_url, username, token_encrypted, key_id, created_at)
            SELECT $1::uuid, u.id, $3::text, $4::text, $5::text, $6::bytea, $7::bigint, $8::timestamptz
              FROM users u WHERE u.id = $2 AND u.status = 'ACTIVE'
            ON CONFLICT ON CONSTRAINT git_connections_unique DO NOTHING
            """;
    private static final String SELECT =
            "SELECT id, provider, server_url, username, created_at FROM git_connections WHERE user_id = $1";
    private static final String DELETE =
            "DELETE FROM git_connections WHERE user_id = $1 AND id = $2 RETURNING provider";

    private final Tx tx;
    private final GitTokens tokens;
    private final GitConfig config;

    GitConnectionService(Tx tx, GitTokens tokens, GitConfig config) {
        this.tx = tx;
        this.tokens = tokens;
        this.config = config;
    }

    /** @throws Problem 400 for an address that is none; 409 when there is such a connection; 503 without keys */
    Uni<GitConnectionView> connect(Actor actor, ConnectGit request) {
        UUID id = Ids.next();
        ServerUrl server = ServerUrl.of(request.serverUrl(), config.allowLoopbackHttp());
        return tokens.encrypt(id, actor.accountId(), request.token())
                .flatMap(encrypted -> tx.write(outside(actor), scope -> insert(scope, request, server, encrypted)));
    }

    private static Uni<GitConnectionView> insert(
            Scope scope, ConnectGit request, ServerUrl server, GitTokens.Encrypted encrypted) {
        // Nothing that the owner typed: it could not be taken out again.
        Audit.record(
                scope,
                AuditEntry.of("git-connection.created", "git-connection", encrypted.id())
                        .after(Map.of("provider", request.provider())));
        GitConnectionView made = new GitConnectionView(
                encrypted.id(),
                request.provider(),
                server.text(),
                request.username().strip(),
                scope.now());
        return scope.query(
                        INSERT,
                        made.id(),
                        scope.actor().accountId(),
                        made.provider().wire(),
                        made.serverUrl(),
                        made.username(),
                        Buffer.buffer(encrypted.token()),
                        encrypted.keyId(),
                        made.createdAt().atOffset(ZoneOffset.UTC))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw Problem.conflict(
                                        "git-connection-exists",
                                        "You are connected to this server already. Disconnect first, to give another token.")
                                .with("field", "serverUrl");
                    }
                    return made;
                });
    }

    /** Oldest first. */
    Uni<Page<GitConnectionView>> list(Actor actor, int limit, Cursor after) {
        List<Object> parameters = new ArrayList<>(List.of(actor.accountId()));
        String from = "";
        if (after != null) {
            from = " AND (created_at, id) > ($2, $3)";
            parameters.add(after.at().atOffset(ZoneOffset.UTC));
            parameters.add(after.id());
        }
        String sql = SELECT + from + " ORDER BY created_at, id LIMIT " + (limit + 1);
        return tx.read(outside(actor), sql, parameters.toArray()).map(rows -> {
            List<GitConnectionView> found = new ArrayList<>(rows.size());
            rows.forEach(row -> found.add(GitConnectionView.of(row)));
            return Page.of(found, limit, last -> new Cursor(last.createdAt(), last.id()));
        });
    }

    /** @throws Problem 404 for one that is not the actor's */
    Uni<GitConnectionView> read(Actor actor, UUID id) {
        return tx.read(outside(actor), SELECT + " AND id = $2", actor.accountId(), id)
                .map(rows -> GitConnectionView.of(required(rows)));
    }

    /** @throws Problem 404 for one that is not the actor's */
    Uni<Void> disconnect(Actor actor, UUID id) {
        return tx.write(outside(actor), scope -> scope.query(DELETE, actor.accountId(), id)
                .invoke(rows -> Audit.record(
                        scope,
                        AuditEntry.of("git-connection.deleted", "git-connection", id)
                                .before(Map.of("provider", required(rows).getString("provider")))))
                .replaceWithVoid());
    }

    private static Row required(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw Problem.notFound();
        }
        return rows.iterator().next();
    }

    /** They are the account's: what happens to them is in the installation's log. */
    private static Actor outside(Actor actor) {
        return new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
    }
}
