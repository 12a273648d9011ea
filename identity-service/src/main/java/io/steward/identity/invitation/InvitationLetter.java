package io.steward.identity.invitation;

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
import io.steward.mail.QuotedName;
import jakarta.enterprise.context.ApplicationScoped;

/** The mail that an invitation is accepted by. */
@ApplicationScoped
class InvitationLetter implements LetterWriter {
    private final Tx tx;
    private final InvitationTable table;
    private final InvitationConfig config;
    private final LinkText links;

    InvitationLetter(Tx tx, InvitationTable table, InvitationConfig config, LinkText links) {
        this.tx = tx;
        this.table = table;
        this.config = config;
        this.links = links;
    }

    @Override
    public LetterKind kind() {
        return LetterKind.INVITATION;
    }

    @Override
    public Uni<Text> write(Letter letter) {
        MailedToken token = MailedToken.next();
        return tx.write(
                        Actor.system(letter.organizationId(), Cause.rule("invitation", Ids.next())),
                        scope -> table.issue(scope, letter.subjectId(), token, config.lifetime()))
                .map(recipient -> recipient == null
                        ? null
                        : new Text(
                                recipient.email(),
                                "You are invited to " + QuotedName.of(recipient.organization()) + " on Steward",
                                body(recipient.organization(), token)));
    }

    private String body(String organization, MailedToken token) {
        return "You are invited to join " + QuotedName.of(organization)
                + " on Steward. If you have an account with this address, log in before"
                + " you accept; else you make one.\n\n"
                + links.of("To accept", config.page(), token, config.lifetime())
                + "\n\nIf you do not want to join, do nothing.";
    }
}
