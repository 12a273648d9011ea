package io.steward.identity.profile;

import io.smallrye.mutiny.Uni;
import io.steward.identity.letter.LetterKind;
import io.steward.identity.letter.Post;
import io.steward.identity.password.PendingResets;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** What follows when an account's address changes, or is to be proved. Inside the caller's transaction, which holds the account. */
@ApplicationScoped
class Addresses {
    private final PendingResets resets;
    private final Post post;

    Addresses(PendingResets resets, Post post) {
        this.resets = resets;
        this.post = post;
    }

    /** The address is about to be the account's no longer: what was mailed to it is of no use, and it is told. */
    Uni<Void> leave(Scope scope, UUID account, String old) {
        return resets.voidAll(scope, account)
                .chain(() -> VerificationTable.voidAll(scope, account))
                .chain(() -> post.send(scope, LetterKind.EMAIL_CHANGED, account, old));
    }

    /** Mails a token to an address that is to be proved; tokens before it are of no use. */
    Uni<Void> ask(Scope scope, UUID account, String email) {
        UUID id = Ids.next();
        return VerificationTable.voidAll(scope, account)
                .chain(() -> VerificationTable.insert(scope, id, account, email))
                .chain(() -> post.send(scope, LetterKind.EMAIL_VERIFICATION, id));
    }
}
