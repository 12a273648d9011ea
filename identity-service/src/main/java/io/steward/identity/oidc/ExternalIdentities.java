package io.steward.identity.oidc;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.PasswordHashing;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.login.LoginThrottle;
import io.steward.identity.notice.NoticeKind;
import io.steward.identity.notice.Notices;
import io.steward.identity.oidc.IdTokens.Person;
import io.steward.identity.oidc.OidcRequests.Authorization;
import io.steward.identity.oidc.OidcRequests.Callback;
import io.steward.identity.wayin.WaysIn;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Which identities the account that asks can be logged in to by. */
@ApplicationScoped
class ExternalIdentities {
    private static final String PASSWORD = "SELECT email, password_hash FROM users WHERE id = $1 AND status = 'ACTIVE'";
    /** One a provider: as many as there are providers. */
    private static final String LIST = """
            SELECT id, issuer, subject, created_at, last_used_at FROM external_identities
             WHERE user_id = $1 ORDER BY created_at, id LIMIT 200
            """;

    private static final String DELETE =
            "DELETE FROM external_identities WHERE user_id = $1 AND id = $2 RETURNING issuer";

    private final Tx tx;
    private final OidcProviders providers;
    private final OidcFlows flows;
    private final IdentityTable table;
    private final PasswordHashing hashing;
    private final LoginThrottle throttle;
    private final Notices notices;

    ExternalIdentities(
            Tx tx,
            OidcProviders providers,
            OidcFlows flows,
            IdentityTable table,
            PasswordHashing hashing,
            LoginThrottle throttle,
            Notices notices) {
        this.tx = tx;
        this.providers = providers;
        this.flows = flows;
        this.table = table;
        this.hashing = hashing;
        this.throttle = throttle;
        this.notices = notices;
    }

    /** Oldest first. */
    Uni<List<IdentityView>> list(Actor actor) {
        return tx.read(outside(actor), LIST, actor.accountId()).map(rows -> {
            List<IdentityView> found = new ArrayList<>(rows.size());
            rows.forEach(row -> found.add(IdentityView.of(row, providers.nameOf(row.getString("issuer")))));
            return found;
        });
    }

    /**
     * Begins to link. Another way in is given for the password alone: whoever has found a session open must not make the account his
     * own. A wrong one counts like a failed login.
     *
     * @throws Problem 403 when the password is wrong; 404 for no provider; 409 when the account's address is not proved; 429 after too many failures; 503 when the provider does not
     *     describe itself
     */
    Uni<Authorization> begin(Actor actor, String name, String password) {
        OidcProvider provider = providers.require(name);
        Actor outside = outside(actor);
        return tx.read(outside, PASSWORD, actor.accountId())
                .flatMap(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound();
                    }
                    Row account = rows.iterator().next();
                    String email = account.getString("email");
                    // Whoever has a session is where the account is known: strangers at the door do not keep him
                    // waiting.
                    return throttle.check(outside, email, actor.cause().clientAddress(), true)
                            .chain(() -> hashing.verify(password, account.getString("password_hash")))
                            .flatMap(matches -> matches ? Uni.createFrom().voidItem() : refused(outside, email));
                })
                .chain(() -> tx.write(outside, scope -> WaysIn.requireProved(scope, actor.accountId())))
                .chain(() -> flows.begin(provider, actor.accountId(), actor.cause()));
    }

    private Uni<Void> refused(Actor actor, String email) {
        return tx.write(actor, scope -> {
                    throttle.failed(scope, email, actor.cause().clientAddress(), true);
                    Audit.record(scope, AuditEntry.of("identity.link-refused", "account", actor.accountId()));
                    return Uni.createFrom().voidItem();
                })
                .chain(() -> Uni.createFrom()
                        .failure(Problem.forbidden("password-wrong", "The current password is wrong.")
                                .with("field", "currentPassword")));
    }

    /**
     * Links the person that the provider has proved, and tells the owner by mail.
     *
     * @param session whose token is shown; it must not have ended while the provider was asked
     * @param device what the client says of itself; null when it is not known
     * @throws Problem 401 when nobody is proved; 404 when the session has ended; 409 when the account's address is not proved, and when the person, or the account at this provider, is linked already
     */
    Uni<UUID> end(Actor actor, UUID session, String name, Callback callback, String device) {
        OidcProvider provider = providers.require(name);
        return flows.end(provider, actor.accountId(), callback, actor.cause())
                .flatMap(person -> tx.write(outside(actor), scope -> link(scope, session, provider, person, device)));
    }

    private Uni<UUID> link(Scope scope, UUID session, OidcProvider provider, Person person, String device) {
        UUID userId = scope.actor().accountId();
        return table.hold(scope, userId, session)
                .invoke(held -> {
                    if (!held) {
                        throw Problem.notFound();
                    }
                })
                .chain(() -> WaysIn.requireProved(scope, userId))
                .chain(() -> table.link(scope, userId, provider.issuer(), person))
                .call(identity -> identity == null
                        ? Uni.createFrom().voidItem()
                        : notices.tell(scope, userId, NoticeKind.IDENTITY_LINKED, device))
                .invoke(identity -> {
                    if (identity == null) {
                        throw Problem.conflict(
                                "identity-linked",
                                "This identity is linked to an account already, or your account to another one of this provider.");
                    }
                    Audit.record(
                            scope,
                            AuditEntry.of("identity.linked", "external-identity", identity)
                                    .after(Map.of("accountId", userId, "provider", provider.name(), "by", "owner")));
                });
    }

    /** @throws Problem 404 for one that is not the actor's */
    Uni<Void> unlink(Actor actor, UUID id) {
        return tx.write(outside(actor), scope -> scope.query(DELETE, actor.accountId(), id)
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound();
                    }
                    Audit.record(
                            scope,
                            AuditEntry.of("identity.unlinked", "external-identity", id)
                                    .before(Map.of("accountId", actor.accountId())));
                })
                .replaceWithVoid());
    }

    /** They are the account's, wherever it acts: told in the installation's log. */
    private static Actor outside(Actor actor) {
        return new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
    }
}
