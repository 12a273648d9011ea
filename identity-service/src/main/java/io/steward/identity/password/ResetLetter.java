package io.steward.identity.password;

import io.steward.mail.AutomaticMail;
import io.steward.mail.MailSettings;
import io.steward.mail.PublicAddress;
import io.vertx.ext.mail.MailMessage;
import jakarta.inject.Singleton;

/** The mail that a new password is chosen by. */
@Singleton
class ResetLetter {
    private final String from;
    /** Null without a public address. */
    private final String page;

    ResetLetter(MailSettings settings, PublicAddress address, ResetConfig config) {
        from = settings.from();
        page = address.url()
                .map(url -> url.toString().replaceAll("/+$", "") + config.page())
                .orElse(null);
    }

    /** Each attempt has a Message-ID of its own: it bears another token, and none may be taken for a copy of the last. */
    MailMessage of(Reset reset, String to, ResetToken token) {
        return AutomaticMail.of(
                from,
                to,
                "Reset your Steward password",
                text(token),
                "<password-reset-" + reset.id() + "-" + reset.attempt() + "@steward>");
    }

    /** The token stands in the fragment, which browsers send to no server. */
    private String text(ResetToken token) {
        String link = page == null
                ? ""
                : "To choose a new password, open this address within an hour:\n\n" + page + "#token=" + token.value()
                        + "\n\n";
        return "Somebody, most likely you, has asked to reset the password of your Steward account.\n\n"
                + link
                + "A program that asks for the token takes this one, once and within an hour:\n\n"
                + token.value()
                + "\n\nIf it was not you, do nothing: your password stays as it is. Only the last mail of this kind counts"
                + " if there are several for one request.";
    }
}
