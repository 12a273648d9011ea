package io.steward.identity.profile;

import io.smallrye.mutiny.Uni;
import io.steward.identity.letter.Letter;
import io.steward.identity.letter.LetterKind;
import io.steward.identity.letter.LetterWriter;
import io.steward.identity.letter.LinkText;
import io.steward.identity.letter.MailedToken;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;

/** The mail that an address is proved by. */
@ApplicationScoped
class VerificationLetter implements LetterWriter {
    private final Tx tx;
    private final VerificationConfig config;
    private final LinkText links;

    VerificationLetter(Tx tx, VerificationConfig config, LinkText links) {
        this.tx = tx;
        this.config = config;
        this.links = links;
    }

    @Override
    public LetterKind kind() {
        return LetterKind.EMAIL_VERIFICATION;
    }

    @Override
    public Uni<Text> write(Letter letter) {
        MailedToken token = MailedToken.next();
        return tx.write(
                        Actor.system(Ids.NIL, Cause.rule("email-verification", Ids.next())),
                        scope -> VerificationTable.issue(scope, letter.subjectId(), token, config.lifetime()))
                .map(recipient -> recipient == null
                        ? null
                        : new Text(
                                recipient.email(), "Confirm your address for Steward", body(recipient.own(), token)));
    }

    private String body(boolean own, MailedToken token) {
        return (own
                        ? "This is the address of a Steward account, and it is not confirmed yet.\n\n"
                        : "Somebody, most likely you, wants this to be the address of a Steward account from now on.\n\n")
                + links.of("To confirm it", config.page(), token, config.lifetime())
                + "\n\nIf you know of no such account, do nothing.";
    }
}
