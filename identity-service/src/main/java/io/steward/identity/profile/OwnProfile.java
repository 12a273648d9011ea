package io.steward.identity.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountPasswords;
import io.steward.identity.account.MemberEvents;
import io.steward.identity.account.PasswordHashing;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.login.LoginThrottle;
import io.steward.identity.login.Me;
import io.steward.identity.login.OwnAccount;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.EntityTags;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What people change of their own accounts. */
@ApplicationScoped
class OwnProfile {
    private static final String FIND = "SELECT email, password_hash FROM users WHERE id = $1 AND status = 'ACTIVE'";

    private final Tx tx;
    private final OwnAccount own;
    private final EmailVerifications verifications;
    private final AccountPasswords passwords;
    private final PasswordHashing hashing;
    private final LoginThrottle throttle;
    private final Validator validator;

    OwnProfile(
            Tx tx,
            OwnAccount own,
            EmailVerifications verifications,
            AccountPasswords passwords,
            PasswordHashing hashing,
            LoginThrottle throttle,
            Validator validator) {
        this.tx = tx;
        this.own = own;
        this.verifications = verifications;
        this.passwords = passwords;
        this.hashing = hashing;
        this.throttle = throttle;
        this.validator = validator;
    }

    /**
     * Changes the account that asks. Another email takes the current password and becomes the account's only when a token that is
     * mailed there comes back; whether it is somebody else's is not told here.
     *
     * @throws Problem 412 when the account was changed since {@code version}; 403 for a wrong password; 429 after too many mails
     */
    Uni<Me> change(Actor actor, long version, JsonNode body) {
        ProfilePatch patch = ProfilePatch.own(body, validator);
        Actor outside = new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
        Uni<String> proven =
                patch.email() == null ? Uni.createFrom().nullItem() : prove(outside, patch.currentPassword());
        return proven.flatMap(hash -> tx.write(outside, scope -> ProfileTable.lock(scope, actor.accountId())
                        .flatMap(before -> {
                            if (before.version() != version) {
                                throw EntityTags.stale();
                            }
                            return confirm(scope, before.id(), hash)
                                    .chain(() -> store(scope, before, patch))
                                    .chain(() -> askFor(scope, before, patch.email()));
                        })))
                .chain(() -> own.read(actor));
    }

    /** The hash that the password was verified by. A wrong one counts as a failed login, as where the password is changed. */
    private Uni<String> prove(Actor actor, String password) {
        return tx.read(actor, FIND, actor.accountId()).flatMap(found -> {
            if (found.size() == 0) {
                throw Problem.notFound();
            }
            Row account = found.iterator().next();
            String email = account.getString("email");
            String hash = account.getString("password_hash");
            // As where the password is changed: strangers at the door keep nobody waiting who has a session.
            String address = actor.cause().clientAddress();
            return throttle.check(actor, email, address, true)
                    .chain(() -> hashing.verify(password, hash))
                    .chain(matches -> matches ? Uni.createFrom().item(hash) : refused(actor, email, address));
        });
    }

    private Uni<String> refused(Actor actor, String email, String address) {
        return tx.write(actor, scope -> {
                    throttle.failed(scope, email, address, true);
                    return Uni.createFrom().voidItem();
                })
                .chain(() -> Uni.createFrom().failure(wrong()));
    }

    private Uni<Void> confirm(Scope scope, UUID id, String hash) {
        return hash == null
                ? Uni.createFrom().voidItem()
                : passwords
                        .confirm(scope, id, hash)
                        .invoke(still -> {
                            if (!still) {
                                throw wrong();
                            }
                        })
                        .replaceWithVoid();
    }

    private static Uni<Void> store(Scope scope, Profile before, ProfilePatch patch) {
        Profile after = patch.applyToOwn(before);
        if (after.equals(before)) {
            return Uni.createFrom().voidItem();
        }
        Audit.record(
                scope,
                AuditEntry.of("account.changed", "account", before.id())
                        .before(Map.of("language", before.language()))
                        .after(Map.of("language", after.language(), "fields", patch.fields()))
                        .in(Ids.NIL));
        return ProfileTable.update(scope, after).chain(() -> MemberEvents.tellAll(scope, before.id()));
    }

    private Uni<Void> askFor(Scope scope, Profile before, String email) {
        if (email == null || email.equals(before.email())) {
            return Uni.createFrom().voidItem();
        }
        Audit.record(
                scope,
                AuditEntry.of("account.email-change-requested", "account", before.id())
                        .in(Ids.NIL));
        return verifications.ask(scope, before, email);
    }

    private static Problem wrong() {
        return Problem.forbidden("password-wrong", "The current password is wrong.")
                .with("field", "currentPassword");
    }
}
