package io.steward.identity.profile;

import io.smallrye.mutiny.Uni;
import io.steward.identity.letter.Letter;
import io.steward.identity.letter.LetterKind;
import io.steward.identity.letter.LetterWriter;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells an address that it is an account's no longer. Which one is in its place is not told: the mailbox may be somebody else's. */
@ApplicationScoped
class EmailChangedLetter implements LetterWriter {
    EmailChangedLetter() {}

    @Override
    public LetterKind kind() {
        return LetterKind.EMAIL_CHANGED;
    }

    @Override
    public Uni<Text> write(Letter letter) {
        return Uni.createFrom()
                .item(new Text(
                        letter.address(),
                        "The address of your Steward account was changed",
                        "This is the address of your Steward account no longer: it was changed, by you or by an administrator.\n\n"
                                + "From now on you log in with the new address, and mail goes there. If you know nothing of it, ask"
                                + " your administrator at once."));
    }
}
