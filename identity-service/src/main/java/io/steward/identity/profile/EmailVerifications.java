package io.steward.identity.profile;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.MemberEvents;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.letter.MailedToken;
import io.steward.identity.profile.VerificationTable.Proven;
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
import java.util.Set;

/** Accounts prove their addresses: the one they have, or the one they are to have. */
@ApplicationScoped
class EmailVerifications {
    private static final Duration WINDOW = Duration.ofHours(1);

    private final Tx tx;
    private final Addresses addresses;
    private final VerificationConfig config;

    EmailVerifications(Tx tx, Addresses addresses, VerificationConfig config) {
        if (config.mailsPerHour() < 1 || !config.lifetime().isPositive()) {
            throw new IllegalArgumentException(
                    "steward.email-verification: mails-per-hour and lifetime must be positive");
        }
        this.tx = tx;
        this.addresses = addresses;
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
     * @throws Problem 422, the same for every token that is of no use; 409 when the address is somebody else's by now
     */
    Uni<Void> complete(String value, Cause cause) {
        return tx.write(Actor.system(Ids.NIL, cause), scope -> VerificationTable.use(scope, new MailedToken(value))
                        .onItem()
                        .ifNull()
                        .failWith(() -> Problem.unprocessable(
                                "verification-token-invalid",
                                "token",
                                "This token is not valid any more. Ask for another mail."))
                        .flatMap(proven -> ProfileTable.lock(scope, proven.account())
                                .flatMap(account -> prove(scope, account, proven))))
                .onFailure(PgException.class)
                .transform(ProfileTable::taken);
    }

    private Uni<Void> prove(Scope scope, Profile before, Proven proven) {
        Profile after = before.provenBy(proven.email());
        boolean changes = !after.email().equals(before.email());
        Audit.record(
                scope,
                AuditEntry.of(changes ? "account.email-changed" : "account.email-verified", "account", before.id())
                        .before(Map.of("emailVerified", before.emailVerified()))
                        .after(Map.of("emailVerified", true))
                        .in(Ids.NIL));
        if (!changes) {
            return ProfileTable.update(scope, after);
        }
        return ProfileTable.requireFree(scope, after)
                .chain(() -> addresses.leave(scope, before.id(), before.email()))
                .chain(() -> ProfileTable.update(scope, after))
                .chain(() -> MemberEvents.tellAll(scope, before.id()));
    }
}
