package io.steward.identity.profile;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountPasswords;
import io.steward.identity.account.MemberEvents;
import io.steward.identity.account.PasswordHashing;
import io.steward.identity.account.PasswordPolicy;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.letter.MailedToken;
import io.steward.identity.profile.VerificationTable.Owner;
import io.steward.identity.profile.VerificationTable.Proven;
import io.steward.identity.wayin.WaysIn;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Accounts prove their addresses: the one they have, or the one they are to have. */
@ApplicationScoped
class EmailVerifications {
    private static final Duration WINDOW = Duration.ofHours(1);

    private final Tx tx;
    private final Addresses addresses;
    private final PasswordPolicy passwords;
    private final PasswordHashing hashing;
    private final AccountPasswords stored;
    private final WaysIn waysIn;
    private final VerificationConfig config;

    EmailVerifications(
            Tx tx,
            Addresses addresses,
            PasswordPolicy passwords,
            PasswordHashing hashing,
            AccountPasswords stored,
            WaysIn waysIn,
            VerificationConfig config) {
        if (config.mailsPerHour() < 1 || !config.lifetime().isPositive()) {
            throw new IllegalArgumentException(
                    "steward.email-verification: mails-per-hour and lifetime must be positive");
        }
        this.tx = tx;
        this.addresses = addresses;
        this.passwords = passwords;
        this.hashing = hashing;
        this.stored = stored;
        this.waysIn = waysIn;
        this.config = config;
    }

    /**
     * Mails a token to the actor's own address.
     *
     * @throws Problem 409 when it is proved already; 429 after too many
     */
    Uni<Void> request(Actor actor) {
        Actor outside = new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
        return tx.write(
                outside, scope -> ProfileTable.lock(scope, actor.accountId()).flatMap(own -> {
                    if (own.emailVerified()) {
                        throw Problem.conflict("email-verified", "The address is confirmed already.");
                    }
                    return ask(scope, own, own.email());
                }));
    }

    /**
     * Mails a token to an address of the account's, which must be locked.
     *
     * @throws Problem 429 after too many
     */
    Uni<Void> ask(Scope scope, Profile account, String email) {
        return VerificationTable.askedWithin(scope, account.id(), WINDOW)
                .invoke(asked -> {
                    if (asked >= config.mailsPerHour()) {
                        throw Problem.tooManyRequests(
                                "email-verification-throttled", "Too many mails were asked for. Try again later.", (int)
                                        WINDOW.toSeconds());
                    }
                })
                .chain(() -> addresses.ask(scope, account.id(), email));
    }

    /**
     * Proves the address that the token was mailed to. If it is not the account's yet, it is from now on.
     *
     * @param newPassword needed where the account has proved no address before: whoever has made it knows the one that it has
     * @throws Problem 422, the same for every token that is of no use, without a password that is needed, and for one that is common or a
     *     name of the account; 409 when the address is somebody else's by now
     */
    Uni<Void> complete(String value, String newPassword, Cause cause) {
        MailedToken token = new MailedToken(value);
        Actor nobody = Actor.system(Ids.NIL, cause);
        return tx.write(nobody, scope -> VerificationTable.owner(scope, token))
                .onItem()
                .ifNull()
                .failWith(EmailVerifications::invalid)
                .flatMap(owner -> firstHash(owner, newPassword))
                .flatMap(hash -> tx.writeMany(nobody, scope -> VerificationTable.use(scope, token)
                        .onItem()
                        .ifNull()
                        .failWith(EmailVerifications::invalid)
                        .flatMap(proven -> ProfileTable.lock(scope, proven.account())
                                .flatMap(account -> prove(scope, account, proven, hash.orElse(null))))))
                .onFailure(PgException.class)
                .transform(ProfileTable::taken);
    }

    /** Empty where the account keeps its password. */
    private Uni<Optional<String>> firstHash(Owner owner, String newPassword) {
        if (owner.proved()) {
            return Uni.createFrom().item(Optional.empty());
        }
        passwords.requireAtFirstProof(newPassword, owner.names());
        return hashing.hash(newPassword).map(Optional::of);
    }

    private static Problem invalid() {
        return Problem.unprocessable(
                "verification-token-invalid", "token", "This token is not valid any more. Ask for another mail.");
    }

    private Uni<Void> prove(Scope scope, Profile before, Proven proven, String hash) {
        Profile after = before.provenBy(proven.email());
        boolean changes = !after.email().equals(before.email());
        AuditEntry entry = AuditEntry.of(
                        changes ? "account.email-changed" : "account.email-verified", "account", before.id())
                .before(Map.of("emailVerified", before.emailVerified()));
        return (before.emailVerified()
                        ? Uni.createFrom()
                                .voidItem()
                                .invoke(() -> Audit.record(
                                        scope,
                                        entry.after(Map.of("emailVerified", true))
                                                .in(Ids.NIL)))
                        : first(scope, before, hash, entry))
                .chain(() -> changes
                        ? ProfileTable.requireFree(scope, after)
                                .chain(() -> addresses.leave(scope, before.id(), before.email()))
                        : Uni.createFrom().voidItem())
                .chain(() -> ProfileTable.update(scope, after))
                .chain(() -> changes
                        ? MemberEvents.tellAll(scope, before.id())
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> first(Scope scope, Profile before, String hash, AuditEntry entry) {
        if (hash == null) {
            throw invalid();
        }
        return stored.reset(scope, before.id(), hash).chain(() -> waysIn.firstProof(scope, before.id(), entry));
    }
}
